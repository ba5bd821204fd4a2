using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>What a model's header needs.</content>
internal sealed partial class BodyBinder
{
    /// <summary>The default of a model's constant.</summary>
    public BoundValue BindConstant(ParameterSyntax parameter)
    {
        if (parameter.Default is null)
        {
            return Error(
                Diagnostics.MissingArgument, parameter.Span,
                $"constant '{parameter.Name.Text}' of model {_declaration.Name.Text} needs a default: '{parameter.Name.Text}: … = …'");
        }

        var value = Evaluate(parameter.Default);
        return Fit(value, parameter, new Argument(parameter.Default.Span, null, null), _declaration) ?? ErrorValue.Instance;
    }

    /// <summary>Makes the bare capitalised names of a shape symbolic dimensions.</summary>
    public void DefineDimensions(TypeSyntax type)
    {
        if (type is not DataTypeSyntax { Dimensions: { } dimensions })
            return;
        foreach (var name in dimensions.Select(d => d.Extent).OfType<NameExpression>().Where(n => char.IsUpper(n.Name[0]) && _scope.Find(n.Name) is null))
            _scope.Add(new Variable(name.Name, name.Span, BindingKind.Const, new IntValue(Dim.Symbol(name.Name)), _builder));
    }

    /// <summary>The type of an input; null after an error.</summary>
    public TensorType? BindInput(MemberStatement member)
    {
        if (_scope.FindHere(member.Name.Text) is { } known)
        {
            Report(Diagnostics.DuplicateName, member.Name.Span, $"'{member.Name.Text}' is declared twice here", Note(known.Span, "the first declaration"));
            known.Value = ErrorValue.Instance;
            return null;
        }

        var type = TensorTypeOf(member.Type);
        if (type is null)
            Define(member.Name, ErrorValue.Instance);
        return type;
    }
}
