using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>
/// Expresses one tensor in terms of those that are in memory: pushes an index backwards through views and pointwise
/// operators until it arrives at buffers.
/// </summary>
/// <param name="buffers">The buffer of a tensor that is in memory, or null.</param>
/// <param name="stream">What is known about the streamed axis, or null.</param>
/// <param name="bindings">The variables that the tensor's elements use.</param>
internal sealed class ElementBuilder(Func<Value, Buffer?> buffers, StreamAxis? stream, Bindings bindings)
{
    // A formula that reads its intermediate results several times over doubles with each; this much of one is written out.
    private const int LargestElement = 120;

    private readonly Dictionary<(Value, EquatableList<Dim>), Element> _elements = [];
    private readonly List<Evaluation> _evaluations = [];
    private readonly HashSet<Value> _unreachable = [];
    private bool _isEmpty = true;

    /// <summary>A tensor that is not in memory, computed at an index: how often, and what the index depends on.</summary>
    public sealed record Evaluation(Value Value, EquatableList<Dim> Index, Dim Count, IReadOnlyList<string> Varying);

    /// <summary>How often tensors that are not in memory are computed.</summary>
    public IReadOnlyList<Evaluation> Evaluations => _evaluations;

    /// <summary>Tensors that must be in memory because computing them on the way takes indices or formulas without end.</summary>
    public IEnumerable<Value> Unreachable => _unreachable;

    /// <summary>The element of a tensor at an index.</summary>
    public Element Build(Value value, IReadOnlyList<Dim> index, IndexScope scope)
    {
        // All of this is built again in finer loops, where nothing of it may be taken for known.
        if (scope.IsProvisional)
            return new Element.Number(0, value.Type.Element);
        if (value.Producer.Operator is not Constant && buffers(value) is { } buffer)
            return new Element.Load(buffer, buffer.Offset(index));
        var key = (value, new EquatableList<Dim>(index));
        if (_elements.TryGetValue(key, out var known))
            return known;
        var isRoot = _isEmpty;
        _isEmpty = false;
        if (!isRoot && value.Producer.Operator.IsView() && !scope.IsAffine(index))
            return Unreached(value);
        var element = Compute(value, index, scope);
        if (scope.IsProvisional)
            return element;
        if (!isRoot && element.Size > LargestElement)
            return Unreached(value);
        _elements[key] = element;
        var varying = CheckedIndex.Varying(bindings.Indices, index.SelectMany(i => i.Symbols)).ToList();
        _evaluations.Add(new Evaluation(value, key.Item2, CountOf(varying, scope), varying));
        bindings.Name(element, value);
        return element;
    }

    private Element Compute(Value value, IReadOnlyList<Dim> index, IndexScope scope)
    {
        var node = value.Producer;
        switch (node.Operator)
        {
            case Constant constant:
                return Read(constant, value, index, scope);
            case Iota iota:
                return new Element.Counter(index[0] + (stream?.First(iota.Length) ?? Dim.Zero));
            case Concat concat:
                return Choose(node, concat.Axis, index, scope);
            case Window { State: null } window:
                return Pad(node, window, index, scope);
            case Gather gather:
                return Build(node.Inputs[0], Gathered(node, gather.Axis, index, scope), scope);
            case TakeAlong take:
                var at = Row(node, take.Axis, Views.Broadcast(node.Inputs[1].Shape, index), scope);
                return Build(node.Inputs[0], index.Select((d, axis) => axis == take.Axis ? at : d).ToList(), scope);
            case Reduce reduce:
                return Fold(node, reduce, index, scope);
            case Softmax:
                // The row as it is before the exponentials; whoever stores it finishes it.
                return Masked(node, index, double.NegativeInfinity, scope);
            case CumSum:
                return Build(node.Inputs[0], index, scope);
            case PointwiseOperator op:
                var operands = node.Inputs.Select(input => Build(input, Views.Broadcast(input.Shape, index), scope)).ToList();
                return Simplification.Apply(op, operands, value.Type.Element, scope);
            case var view when view.IsView():
                return Build(node.Inputs[0], Views.Source(view, node.Inputs[0].Shape, index, scope), scope);
            default:
                throw new GraphException($"{node.Operator.Name} has to be in memory");
        }
    }

    private Element Read(Constant constant, Value value, IReadOnlyList<Dim> index, IndexScope scope)
    {
        var type = constant.Type.Element;
        var flat = Buffer.RowMajor("", constant.Type).Offset(index);
        if (scope.Uniform(constant.Data, flat) is { } number)
            return new Element.Number(number, type);
        if (type.IsInteger() && scope.Tabulate(constant.Data, flat) is { } affine)
            return Simplification.Counter(affine, type);
        if (scope.IsProvisional)
            return new Element.Number(0, type);
        var table = buffers(value) ?? throw new GraphException("a constant has no table");
        return new Element.Load(table, flat);
    }

    /// <summary>
    /// The operand of a concatenation that an index falls into; loops are cut until that is always the same one. Where they
    /// can't be, the concatenation has to be in memory.
    /// </summary>
    private Element Choose(Node node, int axis, IReadOnlyList<Dim> index, IndexScope scope)
    {
        var start = Dim.Zero;
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            var operand = node.Inputs[i];
            var end = start + operand.Shape[axis];
            if (i == node.Inputs.Count - 1 || scope.IsBelow(index[axis], end))
                return Build(operand, index.Select((d, at) => at == axis ? d - start : d).ToList(), scope);
            if (!scope.IsAtLeast(index[axis], end))
            {
                return scope.WishForCut(index[axis], end) ? new Element.Number(0, operand.Type.Element) : Unreached(node.Result);
            }

            start = end;
        }

        throw new GraphException("concat has no operands");
    }

    /// <summary>Zero or an element of what stands between zeros; loops are cut until it is always the same one of the two.</summary>
    private Element Pad(Node node, Window window, IReadOnlyList<Dim> index, IndexScope scope)
    {
        var operand = node.Inputs[0];
        var at = index[window.Axis];
        var end = window.Before + operand.Shape[window.Axis];
        if (scope.IsBelow(at, window.Before) || scope.IsAtLeast(at, end))
            return new Element.Number(0, operand.Type.Element);
        var (isBehind, isBefore) = (scope.IsAtLeast(at, window.Before), scope.IsBelow(at, end));
        if (isBehind && isBefore)
            return Build(operand, index.Select((d, axis) => axis == window.Axis ? d - window.Before : d).ToList(), scope);
        return scope.WishForCut(at, isBehind ? end : window.Before) ? new Element.Number(0, operand.Type.Element) : Unreached(node.Result);
    }

    /// <summary>Stands for an element of a tensor that has to be stored before anything can be built on it.</summary>
    private Element Unreached(Value value)
    {
        _unreachable.Add(value);
        return new Element.Number(0, value.Type.Element);
    }

    private IReadOnlyList<Dim> Gathered(Node node, int axis, IReadOnlyList<Dim> index, IndexScope scope)
    {
        var rank = node.Inputs[1].Shape.Rank;
        return [.. index.Take(axis), Row(node, axis, index.Skip(axis).Take(rank).ToList(), scope), .. index.Skip(axis + rank)];
    }

    private Dim Row(Node node, int axis, IReadOnlyList<Dim> index, IndexScope scope)
    {
        var (data, indices) = (node.Inputs[0], node.Inputs[1]);
        var element = Build(indices, index, scope);
        // An index is checked in the loops of a tensor, so one that varies inside a reduction is read before it.
        if (CheckedIndex.Varying(bindings.Indices, Elements.Symbols(element)).Any(LoopNest.IsReductionVariable))
            _unreachable.Add(node.Result);
        return AsIndex(element, data, axis, indices, scope);
    }

    private Dim AsIndex(Element element, Value data, int axis, Value indices, IndexScope scope)
    {
        var extent = data.Shape[axis];
        if (Simplification.IndexOf(element) is { } index && scope.IsAtLeast(index, Dim.Zero) && scope.IsBelow(index, extent))
            return index;
        var variable = bindings.Check(element, extent, indices, data);
        scope.Declare(new Loop(variable, extent));
        return Dim.Symbol(variable);
    }

    private Element Masked(Node node, IReadOnlyList<Dim> index, double outside, IndexScope scope)
    {
        var x = Build(node.Inputs[0], index, scope);
        if (node.Inputs.Count == 1)
            return x;
        var mask = Build(node.Inputs[1], Views.Broadcast(node.Inputs[1].Shape, index), scope);
        return Simplification.Apply(new Select(), [mask, x, new Element.Number(outside, x.Type)], x.Type, scope);
    }

    private Element Fold(Node node, Reduce reduce, IReadOnlyList<Dim> index, IndexScope scope)
    {
        var x = node.Inputs[0];
        var extent = x.Shape[reduce.Axis];
        var parts = new List<Nest>();
        var spaces = new Stack<IterationSpace>([IterationSpace.Over(new Shape([extent]), bindings.FoldPrefix(node))]);
        while (spaces.Count > 0)
        {
            var space = spaces.Pop();
            var inner = new IndexScope(scope, space.Loops);
            var body = Masked(node, [.. index.Take(reduce.Axis), space.Axes[0], .. index.Skip(reduce.Axis)], Identity(reduce.Kind, x.Type.Element), inner);
            if (inner.Wish is { } wish)
            {
                _evaluations.RemoveAll(e => e.Varying.Any(v => space.Loops.Any(l => l.Variable == v)));
                foreach (var finer in space.Refine(wish).Reverse())
                    spaces.Push(finer);
            }
            else
            {
                parts.Add(new Nest(new(space.Loops), body));
            }
        }

        return new Element.Fold(reduce.Kind, new(parts), extent, x.Type.Element);
    }

    private static double Identity(ReduceKind kind, ElementType type) => kind switch
    {
        ReduceKind.Prod or ReduceKind.All => 1,
        ReduceKind.Max => type.IsFloat() ? double.NegativeInfinity : type == ElementType.Int64 ? long.MinValue : int.MinValue,
        ReduceKind.Min => type.IsFloat() ? double.PositiveInfinity : type == ElementType.Int64 ? long.MaxValue : int.MaxValue,
        _ => 0,
    };

    /// <summary>
    /// How often an element is computed: once for each iteration of every loop down to the innermost one that it depends on.
    /// </summary>
    private static Dim CountOf(IReadOnlyList<string> varying, IndexScope scope)
    {
        var count = Dim.One;
        for (var level = scope; level is not null; level = level.Outer)
        {
            var last = level.Own.ToList().FindLastIndex(l => varying.Contains(l.Variable));
            count = level.Own.Take(last + 1).Aggregate(count, (product, loop) => product * loop.Extent);
        }

        return count;
    }
}
