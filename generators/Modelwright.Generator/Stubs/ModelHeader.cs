using Modelwright.Compiler.Emit.CSharp.Shell;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Generator.Stubs;

/// <summary>An input or output: its C# variable, the C# type of its elements, and its name as a member.</summary>
internal sealed record HeaderPort(string Variable, string Element, string Member);

/// <summary>What the text of a model says about its class without being compiled.</summary>
internal sealed class ModelHeader(CallableDeclaration model)
{
    public string ClassName { get; } = Identifiers.Escape(model.Name.Text);

    /// <summary>Constants as C# declares them; a default that takes computing is left at zero.</summary>
    public IEnumerable<string> Constants
    {
        get
        {
            var names = new NameScope([model.Name.Text, .. ModelClassWriter.Members]);
            return model.Parameters.Select(parameter => Constant(parameter, names.Declare(Identifiers.Pascal(parameter.Name.Text))));
        }
    }

    public IReadOnlyList<HeaderPort> Inputs { get; } = Ports(model, MemberKind.Input);

    public IReadOnlyList<HeaderPort> Outputs { get; } = Ports(model, MemberKind.Output);

    public string? StreamAxis { get; } = model.Body.Statements.OfType<StreamStatement>().FirstOrDefault()?.Axis.Text;

    /// <summary>The inputs' symbolic dimensions, in the order in which they have them.</summary>
    public IReadOnlyList<string> Dimensions { get; } = [.. Shapes(model).SelectMany(shape => shape).OfType<string>().Distinct()];

    /// <summary>The dimension of a session that counts the sequences in it, or null.</summary>
    public string? Batch => StreamAxis is { } axis ? StreamBatch.Of(Shapes(model), axis) : null;

    private static string Constant(ParameterSyntax parameter, string name)
    {
        var type = (parameter.Type as DataTypeSyntax)?.Element.Text switch
        {
            "int" => "int",
            "bool" => "bool",
            "float" => "double",
            _ => "string",
        };
        var value = (type, parameter.Default) switch
        {
            ("int", NumberLiteral number) => Literals.Constant(number.Integer),
            ("double", NumberLiteral number) => Literals.Constant(number.Value),
            ("bool", BoolLiteral flag) => Literals.Constant(flag.Value),
            ("string", StringLiteral text) => Literals.Constant(text.Text),
            _ => "default",
        };
        return $"{type} {name} = {value}";
    }

    private static IEnumerable<IEnumerable<string?>> Shapes(CallableDeclaration model) => Members(model, MemberKind.Input)
        .Select(member => member.Type).OfType<DataTypeSyntax>()
        .Select(type => (type.Dimensions ?? []).Select(d => d.Extent is NameExpression { Name: var name } && char.IsUpper(name[0]) ? name : null));

    private static IEnumerable<MemberStatement> Members(CallableDeclaration model, MemberKind kind) =>
        model.Body.Statements.OfType<MemberStatement>().Where(member => member.Kind == kind);

    private static HeaderPort[] Ports(CallableDeclaration model, MemberKind kind) =>
    [
        .. Members(model, kind).Select(member => new HeaderPort(
            Identifiers.Escape(Identifiers.Camel(member.Name.Text)),
            (member.Type is DataTypeSyntax data && ElementTypeNames.Parse(data.Element.Text) is { } element ? element : ElementType.Float32).CSharp(),
            Identifiers.Pascal(member.Name.Text))),
    ];
}
