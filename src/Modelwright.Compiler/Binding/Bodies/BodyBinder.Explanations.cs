using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>What messages say about shapes: in the text's own words beside the numbers, and where a number comes from.</content>
internal sealed partial class BodyBinder
{
    private readonly Dictionary<string, string> _defaults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Location Place, string Parameter)> _bound = new(StringComparer.Ordinal);

    /// <summary>The whole path of the function that is being built.</summary>
    private string _root = "";

    /// <summary>A path of the function that is being built as the path a user knows.</summary>
    private string Full(string path) => _root.Length == 0 ? path : path.Length == 0 ? _root : _root + "." + path;

    /// <summary>A tensor's shape, as it is written and in numbers: <c>[B, T, heads * size] = [B, T, 96]</c>.</summary>
    private string ShapeText(TensorValue tensor)
    {
        var numbers = tensor.Shape.ToString();
        if (!_context.Written.TryGetValue(tensor.Value, out var extents) || extents.Count != tensor.Shape.Rank)
            return numbers;
        var written = "[" + string.Join(", ", extents) + "]";
        return written == numbers ? numbers : $"{written} = {numbers}";
    }

    /// <summary>Remembers the extents of a tensor as its type states them.</summary>
    public void Write(Value value, TypeSyntax type)
    {
        if (type is not DataTypeSyntax { Dimensions: { } dimensions })
            return;
        var ellipsis = dimensions.ToList().FindIndex(d => d.Extent is null);
        var extents = ellipsis < 0
            ? dimensions.Select(d => _source.Slice(d.Span))
            : dimensions.SelectMany((d, i) => i == ellipsis
                ? value.Shape.Skip(i).Take(value.Shape.Rank - dimensions.Count + 1).Select(e => e.ToString())
                : [_source.Slice(d.Span)]);
        _context.Written[value] = extents.ToList();
    }

    /// <summary>Remembers the extents of a call's result: a constant as the argument that gives it, the others as the first tensor has them.</summary>
    private BoundValue WriteResult(BoundValue result, CallableDeclaration callee, IReadOnlyList<Argument> arguments)
    {
        if (result is not TensorValue { Axes: null } tensor || callee.Results is not [{ Type: DataTypeSyntax { Dimensions: { } dimensions } }])
            return result;
        var extents = tensor.Shape.Select(e => e.ToString()).ToList();
        for (var i = 1; i <= dimensions.Count && dimensions[dimensions.Count - i].Extent is NameExpression { Name: var name }; i++)
        {
            var slot = callee.Parameters.ToList().FindIndex(p => p.Name.Text == name);
            var given = arguments.FirstOrDefault(a => a.Name?.Text == name) ?? (slot >= 0 ? arguments.Where(a => a.Name is null).ElementAtOrDefault(slot) : null);
            if (given is not null)
                extents[extents.Count - i] = given.Value is null ? name : _source.Slice(given.Value.Span);
        }

        _context.Written[tensor.Value] = extents;
        return result;
    }

    /// <summary>A pointwise result is written as the operand that has its shape.</summary>
    private void WriteLike(Value result, IEnumerable<TensorValue> operands)
    {
        foreach (var operand in operands)
        {
            if (operand.Shape.Equals(result.Shape) && _context.Written.TryGetValue(operand.Value, out var extents))
                _context.Written[result] = extents;
        }
    }

    /// <summary>Why two shapes don't broadcast.</summary>
    private string ClashText(TensorValue a, TensorValue b)
    {
        var axis = Enumerable.Range(1, Math.Min(a.Shape.Rank, b.Shape.Rank)).First(i => !Broadcast(a.Shape[a.Shape.Rank - i], b.Shape[b.Shape.Rank - i]));
        var (x, y) = (a.Shape[a.Shape.Rank - axis], b.Shape[b.Shape.Rank - axis]);
        var (left, right) = (ShapeText(a), ShapeText(b));
        return $"shapes {left} and {right} do not fit together: {x} against {y} on {(axis == 1 ? "the last axis" : FormattableString.Invariant($"axis {-axis}"))}"
            + DefaultsIn(left + right);

        static bool Broadcast(Dim m, Dim n) => m.Equals(n) || m.Equals(Dim.One) || n.Equals(Dim.One);
    }

    /// <summary>Remembers that a constant has its default, and how that came about.</summary>
    private void NoteDefault(ParameterSyntax parameter, BoundValue value)
    {
        var written = _source.Slice(parameter.Default!.Span);
        var steps = parameter.Default is BinaryExpression { Left: NameExpression a, Right: NameExpression b, Operator: var op }
            && _scope.Find(a.Name) is { } left && _scope.Find(b.Name) is { } right
                ? $"{Show(left.Value)} {Words.Of(op)} {Show(right.Value)}"
                : Show(value);
        _defaults[parameter.Name.Text] = $"{parameter.Name.Text} defaults to {written}" + (steps is null || steps == written ? "" : $" = {steps}");
    }

    /// <summary>The defaults that a text of this body mentions, as an addition to a message.</summary>
    private string DefaultsIn(string text)
    {
        var words = new HashSet<string>(text.Split(' ', ',', '[', ']', '(', ')'), StringComparer.Ordinal);
        var mentioned = _defaults.Where(d => words.Contains(d.Key)).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value).ToList();
        return mentioned.Count == 0 ? "" : $" ({string.Join("; ", mentioned)})";
    }

    /// <summary>Where the dimensions that a shape contradicts were bound by other arguments.</summary>
    private IEnumerable<DiagnosticNote> BoundBy(DataTypeSyntax type, Shape expected, Shape actual, ParameterSyntax parameter) =>
        from clash in type.Dimensions!.Reverse().Select((d, i) => (d.Extent, FromLast: i + 1)).TakeWhile(d => d.Extent is not null)
        where !expected[expected.Rank - clash.FromLast].Equals(actual[actual.Rank - clash.FromLast])
        from name in NamesIn(clash.Extent!).Distinct()
        where _bound.TryGetValue(name, out var other) && other.Parameter != parameter.Name.Text
        select new DiagnosticNote(_bound[name].Place, $"{name} is {Show(_scope.Find(name)!.Value)} by '{_bound[name].Parameter}'");

    private static IEnumerable<string> NamesIn(SyntaxNode node) =>
        node is NameExpression name ? [name.Name] : SyntaxChildren.Of(node).SelectMany(NamesIn);

    /// <summary>The divisors of a number next to a value that should have been one: <c>4 or 8</c>.</summary>
    private static string? DivisorsNear(long number, long value)
    {
        if (number is < 2 or > 1_000_000 || value < 2)
            return null;
        var below = Enumerable.Range(2, (int)Math.Min(value, number)).LastOrDefault(d => d < value && number % d == 0);
        var above = value > number ? 0 : Enumerable.Range((int)value, (int)(number - value + 1)).FirstOrDefault(d => number % d == 0);
        return (below, above) switch
        {
            (0, 0) => null,
            (0, _) => FormattableString.Invariant($"{above}"),
            (_, 0) => FormattableString.Invariant($"{below}"),
            _ => FormattableString.Invariant($"{below} or {above}"),
        };
    }
}
