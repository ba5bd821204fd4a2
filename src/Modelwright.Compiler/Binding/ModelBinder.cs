using System.Globalization;
using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Mappings;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes.Streaming;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>Binds a model: its constants with their overrides, its inputs, its body, its outputs.</summary>
internal sealed class ModelBinder(
    CallableDeclaration model, SourceText source, string? fileNamespace, Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics,
    IReadOnlyList<MappingDeclaration> mappings, MappingLines lines, ISet<(string Name, TextSpan Body)> reached, BuildTimeBudget budget)
{
    /// <summary>The graph, or null where the model has an error.</summary>
    public ModelGraph? Bind(IReadOnlyDictionary<string, string> overrides)
    {
        var stream = model.Body.Statements.OfType<StreamStatement>().ToList();
        var axis = stream.Count > 0 ? stream[0].Axis.Text : null;
        var context = new BindingContext(declarations, diagnostics, axis, budget);
        var name = context.UniqueName(model.Name.Text);
        var builder = new FunctionBuilder(name, null, made: context.Made);
        var body = new BodyBinder(context, source, model, builder);
        try
        {
            var constants = BindConstants(body, overrides);
            var inputs = BindInputs(body, builder);
            CheckStream(stream, inputs);
            body.BindStatements(model.Body.Statements);
            if (body.Outputs.Count == 0 && !diagnostics.HasErrors)
                diagnostics.Report(Diagnostics.MissingResult, At(model.Name.Span), $"model {model.Name.Text} has no output");
            if (diagnostics.HasErrors || constants is null || inputs is null)
                return null;
            context.CheckInstances(builder);

            var results = body.Outputs.Select(o => (TensorValue)o.Value).ToList();
            var main = builder.Build(name, results.Select(builder.Import).ToList());
            var graph = new ModelGraph
            {
                Name = model.Name.Text,
                Namespace = fileNamespace,
                Documentation = model.Documentation,
                Constants = constants,
                Inputs = inputs,
                Outputs = body.Outputs.Select(o => new Port(o.Name, ((TensorValue)o.Value).Type, o.Syntax.Documentation)).ToList(),
                StreamAxis = axis,
                Main = main,
                Functions = [.. context.Functions, main],
                Requirements = context.Requirements,
                Location = At(model.Name.Span),
            };
            foreach (var violation in StreamCheck.Run(graph))
                context.Report(Diagnostics.CannotStream, violation.Node, violation.Callers, graph.Location, violation.Reason);
            return MappingBinder.Bind(graph, mappings, body, lines);
        }
        catch (TooLargeException limit)
        {
            diagnostics.Report(Diagnostics.TooLarge, At(model.Name.Span), $"model {model.Name.Text} {limit.Message}");
        }
        catch (ExtentTooLongException limit)
        {
            diagnostics.Report(Diagnostics.ExtentTooLong, At(model.Name.Span), $"in model {model.Name.Text} {limit.Message}");
        }
        catch (OverflowException)
        {
            diagnostics.Report(Diagnostics.TooLarge, At(model.Name.Span), $"a size in model {model.Name.Text} does not fit into 64 bits");
        }
        catch (GraphException mistake)
        {
            diagnostics.Report(Diagnostics.Internal, At(model.Name.Span), $"the compiler made a mistake on model {model.Name.Text}, please report it: {mistake.Message}");
        }

        finally
        {
            reached.UnionWith(context.Bound);
        }

        return null;
    }

    private Location At(TextSpan span) => new(source, span);

    private IReadOnlyList<ModelConstant>? BindConstants(BodyBinder body, IReadOnlyDictionary<string, string> overrides)
    {
        var constants = new List<ModelConstant>();
        foreach (var name in overrides.Keys.Where(k => model.Parameters.All(p => p.Name.Text != k)).OrderBy(k => k, StringComparer.Ordinal))
        {
            var near = Spelling.Closest(name, model.Parameters.Select(p => p.Name.Text));
            diagnostics.Report(
                Diagnostics.BadOverride, At(model.Name.Span),
                $"model {model.Name.Text} has no constant '{name}'" + (near is null ? "" : $"; did you mean '{near}'?"));
        }

        var ok = true;
        foreach (var parameter in model.Parameters)
        {
            var value = overrides.TryGetValue(parameter.Name.Text, out var text)
                ? ParseOverride(body, parameter, text)
                : body.BindConstant(parameter);
            body.Define(parameter.Name, value, BindingKind.Const);
            ok &= value is not ErrorValue;
            // Lists and functions without a name stay what the text says: they have no form outside of it.
            if (value switch { IntValue i => i.Number.Value, FloatValue f => f.Number, BoolValue b => b.Truth, StringValue s => s.Text, FunctionValue f => (object?)f.Name, _ => null } is { } plain)
                constants.Add(new ModelConstant(parameter.Name.Text, plain, null));
        }

        return ok ? constants : null;
    }

    private BoundValue ParseOverride(BodyBinder body, ParameterSyntax parameter, string text)
    {
        BoundValue? value = parameter.Type switch
        {
            DataTypeSyntax { Dimensions: null, Element.Text: "int" } when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) =>
                new IntValue(i),
            DataTypeSyntax { Dimensions: null, Element.Text: "float" } when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var f) && !double.IsNaN(f) && !double.IsInfinity(f) =>
                new FloatValue(f),
            DataTypeSyntax { Dimensions: null, Element.Text: "bool" } when text is "true" or "false" => new BoolValue(text == "true"),
            ChoiceTypeSyntax choice when choice.Choices.Contains(text) => new StringValue(text),
            FunctionTypeSyntax => body.FunctionNamed(text, parameter.Span),
            _ => null,
        };
        if (value is not null)
            return value;
        var type = parameter.Type switch
        {
            ChoiceTypeSyntax choice => "one of " + string.Join(", ", choice.Choices.Select(c => $"\"{c}\"")),
            DataTypeSyntax data => Words.WithArticle(data.Element.Text),
            FunctionTypeSyntax => "a function: the name of an op",
            _ => "another kind of value",
        };
        diagnostics.Report(Diagnostics.BadOverride, At(parameter.Span), $"'{text}' does not fit constant '{parameter.Name.Text}', which is {type}");
        return ErrorValue.Instance;
    }

    private IReadOnlyList<Port>? BindInputs(BodyBinder body, FunctionBuilder builder)
    {
        var members = model.Body.Statements.OfType<MemberStatement>().Where(m => m.Kind == MemberKind.Input).ToList();
        foreach (var member in members)
            body.DefineDimensions(member.Type);
        var inputs = new List<Port>();
        foreach (var member in members)
        {
            if (member.Value is not null)
                diagnostics.Report(Diagnostics.Misplaced, At(member.Value.Span), "an input has no value of its own");
            if (body.BindInput(member) is not { } type)
                continue;

            var value = builder.Argument(type, member.Name.Text);
            body.Write(value, member.Type);
            body.Define(member.Name, new TensorValue(value, builder));
            inputs.Add(new Port(member.Name.Text, type, member.Documentation));
        }

        return inputs.Count == members.Count ? inputs : null;
    }

    private void CheckStream(IReadOnlyList<StreamStatement> stream, IReadOnlyList<Port>? inputs)
    {
        foreach (var second in stream.Skip(1))
            diagnostics.Report(Diagnostics.DuplicateName, At(second.Span), "a model streams along one axis");
        if (stream.Count > 0 && inputs is not null && !inputs.Any(i => i.Type.Shape.Any(d => d.SymbolName == stream[0].Axis.Text)))
            diagnostics.Report(Diagnostics.WrongKind, At(stream[0].Axis.Span), $"no input has an axis '{stream[0].Axis.Text}'"
                + (Spelling.Closest(stream[0].Axis.Text, inputs.SelectMany(i => i.Type.Shape).Select(d => d.SymbolName).OfType<string>()) is { } near ? $"; did you mean '{near}'?" : ""));
    }
}
