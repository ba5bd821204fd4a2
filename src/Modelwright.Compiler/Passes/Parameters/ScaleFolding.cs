using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Parameters;

/// <summary>The rules of <see cref="FoldScales"/> for one function.</summary>
internal sealed class ScaleFolding
{
    private const long MostBytes = 1 << 20;

    private readonly LoadTime _loadTime;
    private readonly ILookup<Value, Node> _readers;
    private readonly HashSet<Value> _results;

    /// <summary>Looks at a function.</summary>
    public ScaleFolding(Function function)
    {
        _loadTime = new LoadTime(function);
        _readers = function.Nodes.SelectMany(n => n.Inputs.Distinct().Select(v => (v, n))).ToLookup(read => read.v, read => read.n);
        _results = new HashSet<Value>(function.Results);
    }

    /// <summary>(x·W)·s + c: the scale goes into the weight.</summary>
    public Value? After(Rewriter to, Node node, IReadOnlyList<Value> inputs)
    {
        if ((IsReadOnce(node.Result) && AffineChain.Continues(_readers[node.Result].Single(), node.Result, _loadTime)) ||
            AffineChain.Of(node.Result, _loadTime, IsReadOnce) is not { HasScale: true } chain ||
            chain.Base.Producer is not { Operator: Einsum einsum } product || !IsReadOnce(chain.Base))
            return null;
        var side = IsSmallWeight(product.Inputs[1]) ? 1 : 0;
        var letters = side == 1 ? einsum.Right : einsum.Left;
        if (!IsSmallWeight(product.Inputs[side]) || !chain.ScaledAxes.All(axis => letters.Contains(einsum.Output[axis])))
            return null;

        var (scale, offset) = chain.Compute(to);
        var weight = Scaled(to, to[product.Inputs[side]], Laid(to, scale!, einsum.Output, letters));
        var other = to[product.Inputs[1 - side]];
        var value = side == 1 ? to.Add(einsum, other, weight) : to.Add(einsum, weight, other);
        return offset is null ? value : to.Add(new Add(), value, offset);
    }

    /// <summary>(x·s + c)·W: the scale goes into the weight, and what the product makes of the offset is added.</summary>
    public Value? Before(Rewriter to, Node node, IReadOnlyList<Value> inputs) => node.Operator is not Einsum ? null
        : ScaledBefore(node, 0) is { } left ? Before(to, node, 0, left)
        : ScaledBefore(node, 1) is { } right ? Before(to, node, 1, right) : null;

    private static Value Before(Rewriter to, Node product, int side, AffineChain chain)
    {
        var einsum = (Einsum)product.Operator;
        var (own, other) = side == 0 ? (einsum.Left, einsum.Right) : (einsum.Right, einsum.Left);
        var (scale, offset) = chain.Compute(to);
        var weight = to[product.Inputs[1 - side]];
        var value = Product(to[chain.Base], own, scale is null ? weight : Scaled(to, weight, Laid(to, scale, own, other)), einsum.Output);
        if (offset is null)
            return value;
        var shared = new string(own.Where(letter => other.Contains(letter)).ToArray());
        var kept = new string(einsum.Output.Where(letter => other.Contains(letter)).ToArray());
        var whole = to.Expanded(Laid(to, offset, own, shared), new Shape(shared.Select(letter => chain.Base.Shape[own.IndexOf(letter)])));
        var moved = Product(whole, shared, weight, kept);
        moved.Name = "offset";
        return to.Add(new Add(), value, Laid(to, moved, kept, einsum.Output));

        Value Product(Value x, string letters, Value y, string output) => side == 0
            ? to.Add(new Einsum($"{letters},{other}->{output}"), x, y)
            : to.Add(new Einsum($"{other},{letters}->{output}"), y, x);
    }

    private static Value Scaled(Rewriter to, Value weight, Value scale)
    {
        var scaled = to.Add(new Mul(), weight, scale);
        scaled.Name = "scaled";
        return scaled;
    }

    private AffineChain? ScaledBefore(Node product, int side)
    {
        var scaled = product.Inputs[side];
        return AffineChain.Of(scaled, _loadTime, IsReadOnce) is { } chain && IsInMemory(chain.Base) && !_results.Contains(scaled) &&
            _readers[scaled].All(reader => Takes(reader, scaled, chain)) ? chain : null;
    }

    // Whether a reader of the scaled value can do without it.
    private bool Takes(Node reader, Value scaled, AffineChain chain)
    {
        if (reader.Operator is not Einsum einsum || reader.Inputs[0] == reader.Inputs[1])
            return false;
        var side = reader.Inputs[0] == scaled ? 0 : 1;
        var (own, other) = side == 0 ? (einsum.Left, einsum.Right) : (einsum.Right, einsum.Left);
        return IsSmallWeight(reader.Inputs[1 - side]) && chain.Axes.All(axis => other.Contains(own[axis])) &&
            own.All(letter => other.Contains(letter) || einsum.Output.Contains(letter));
    }

    private bool IsReadOnce(Value value) => !_results.Contains(value) && _readers[value].Count() == 1;

    private bool IsSmallWeight(Value value) => _loadTime.IsOfParameters(value) && LoadTime.Bytes(value.Type) <= MostBytes;

    private bool IsInMemory(Value value)
    {
        while (LoadTime.IsView(value.Producer.Operator) && IsReadOnce(value))
            value = value.Producer.Inputs[0];
        return value.Producer.Operator is not PointwiseOperator || !IsReadOnce(value);
    }

    // A value that broadcasts to axes with some letters, as it broadcasts to axes with others.
    private static Value Laid(Rewriter to, Value value, string from, string onto)
    {
        var placement = Placement.Broadcast(value, from.Length);
        var common = onto.Where(letter => from.Contains(letter)).ToList();
        var arranged = placement.Arrange(to, common.Select(letter => from.IndexOf(letter)).ToList());
        return to.Reshaped(arranged, new Shape(onto.Select(letter => common.IndexOf(letter) is >= 0 and var axis ? arranged.Shape[axis] : Dim.One)));
    }
}
