using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Mappings;

/// <summary>
/// Reads the right side of a line of a <c>checkpoint</c>: names of the file's tensors, rearranged by functions that mean what they
/// mean everywhere in the language.
/// </summary>
/// <param name="body">Knows the model's constants, for sizes.</param>
internal sealed class SourceReader(BodyBinder body)
{
    private const string Functions = "transpose, split, concat, stack and reshape";

    /// <summary>The source, or null after an error.</summary>
    public CheckpointSource? Read(Expression expression)
    {
        switch (expression)
        {
            case StringLiteral text:
                return new CheckpointSource.Tensor(text.Text);
            case MissingExpression:
                return null;
            case IndexExpression { Target: CallExpression { Callee: NameExpression { Name: "split" } } split, Items: [{ IsRange: false, Start: { } part }], Domain: null }:
                return ReadSplit(split, part);
            case CallExpression { Callee: NameExpression { Name: "split" } } call:
                return Refuse(call.Span, "'split' gives several parts; choose one: split(…)[0]");
            case CallExpression { Callee: NameExpression { Name: "transpose" or "reshape" } function } call:
                return Arguments(call, 1) is { } one && Read(one[0]) is { } source
                    ? function.Name == "transpose" ? new CheckpointSource.Transpose(source) : new CheckpointSource.Reshape(source)
                    : null;
            case CallExpression { Callee: NameExpression { Name: "concat" or "stack" } function } call:
                return ReadJoin(function.Name, call);
            case CallExpression { Callee: NameExpression function }:
                var near = Spelling.Closest(function.Name, ["transpose", "split", "concat", "stack", "reshape"]);
                return Refuse(function.Span, $"'{function.Name}' does not rearrange tensors of a file; {Functions} do" + (near is null ? "" : $"; did you mean '{near}'?"));
            default:
                return Refuse(expression.Span, $"the names of the file's tensors stand here in quotes, alone or in {Functions}");
        }
    }

    private CheckpointSource? ReadSplit(CallExpression call, Expression chosen)
    {
        if (Arguments(call, 2, "axis", "groups") is not { } arguments || Read(arguments[0]) is not { } source)
            return null;
        var (exact, sizes) = arguments[1] is ListExpression list
            ? (true, list.Items.Select(i => Integer(i, 1)).ToList())
            : (false, Integer(arguments[1], 1) is { } count && count <= BindingContext.MaximumItems ? Enumerable.Repeat((int?)1, count).ToList() : [null]);
        if (sizes.Contains(null) || Named(call, "axis", -1, int.MinValue) is not { } axis || Named(call, "groups", 1, 1) is not { } groups || Integer(chosen, 0) is not { } part)
            return null;
        return part < sizes.Count
            ? new CheckpointSource.Split(source, axis, groups, new EquatableList<int>(sizes.Select(s => s!.Value)), part, exact)
            : Refuse(chosen.Span, FormattableString.Invariant($"there is no part {part} among {sizes.Count}, counted from 0"));
    }

    private CheckpointSource? ReadJoin(string name, CallExpression call)
    {
        if (Arguments(call, 1, name == "stack" ? ["axis"] : ["axis", "groups"]) is not { } arguments)
            return null;
        var items = arguments[0] is ListExpression { Items.Count: > 0 } list ? list.Items : name == "stack" ? [arguments[0]] : null;
        if (items is null)
            return Refuse(arguments[0].Span, "'concat' takes a list: concat([\"a\", \"b\"], axis: 0)");
        var sources = items.Select(Read).ToList();
        if (sources.Contains(null) || Named(call, "axis", name == "stack" ? 0 : -1, int.MinValue) is not { } axis || Named(call, "groups", 1, 1) is not { } groups)
            return null;
        var known = new EquatableList<CheckpointSource>(sources.Select(s => s!));
        return name == "stack" ? new CheckpointSource.Stack(known, axis) : new CheckpointSource.Concat(known, axis, groups);
    }

    /// <summary>The arguments without a name; null after an error about one that is too few, too many or unknown.</summary>
    private IReadOnlyList<Expression>? Arguments(CallExpression call, int count, params string[] named)
    {
        var name = ((NameExpression)call.Callee).Name;
        var plain = call.Arguments.Where(a => a.Name is null).Select(a => a.Value!).ToList();
        if (call.Arguments.FirstOrDefault(a => a.Name is { } label && !named.Contains(label.Text)) is { } unknown)
            Refuse(unknown.Span, $"'{name}' has no '{unknown.Name!.Text}' here" + (Spelling.Closest(unknown.Name.Text, named) is { } near ? $"; did you mean '{near}'?" : ""));
        else if (plain.Count != count)
            Refuse(call.Span, $"'{name}' takes {Words.Count(count, "argument", "arguments")} here, not {plain.Count}");
        else
            return plain;
        return null;
    }

    private int? Named(CallExpression call, string name, int otherwise, int least) =>
        call.Arguments.FirstOrDefault(a => a.Name?.Text == name) is { } argument
            ? Integer(argument.Value ?? new NameExpression(argument.Span, name), least)
            : otherwise;

    private int? Integer(Expression expression, int least)
    {
        if (body.BuildTimeInteger(expression) is not { } value)
            return null;
        if (value >= least && value <= int.MaxValue)
            return (int)value;
        Refuse(expression.Span, FormattableString.Invariant($"at {(value < least ? "least" : "most")} {(value < least ? least : int.MaxValue)} is needed here; this is {value}"));
        return null;
    }

    private CheckpointSource? Refuse(TextSpan at, string message)
    {
        body.Report(Diagnostics.BadSource, at, message);
        return null;
    }
}
