using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Loops that compute a part of a tensor.</summary>
/// <param name="Loops">Outermost first.</param>
/// <param name="Body">The element of one iteration.</param>
/// <param name="Offset">Where it is stored.</param>
internal sealed record StoreNest(IReadOnlyList<Loop> Loops, Element Body, Dim Offset);

/// <summary>Everything it takes to compute one tensor in loops.</summary>
internal sealed class RootKernel
{
    private readonly List<StoreNest> _nests = [];
    private readonly List<ElementBuilder.Evaluation> _evaluations = [];
    private readonly HashSet<(Value, EquatableList<Dim>)> _evaluated = [];
    private readonly HashSet<Value> _unreachable = [];

    private RootKernel(Value root) => Root = root;

    /// <summary>The tensor.</summary>
    public Value Root { get; }

    /// <summary>Loops that together store every element once.</summary>
    public IReadOnlyList<StoreNest> Nests => _nests;

    /// <summary>The variables they use.</summary>
    public Bindings Bindings { get; } = new();

    /// <summary>How often the tensors that stay out of memory are computed on the way.</summary>
    public IReadOnlyList<ElementBuilder.Evaluation> Evaluations => _evaluations;

    /// <summary>Tensors that must be in memory before these loops can be built.</summary>
    public IEnumerable<Value> Unreachable => _unreachable;

    /// <summary>Finds loops in which every index is as simple as can be.</summary>
    /// <param name="root">The tensor.</param>
    /// <param name="buffers">The buffer of a tensor that is in memory, or null.</param>
    /// <param name="stream">What is known about the streamed axis, or null.</param>
    public static RootKernel Build(Value root, Func<Value, Buffer?> buffers, StreamAxis? stream)
    {
        var kernel = new RootKernel(root);
        var offset = Buffer.RowMajor("", root.Type);
        switch (root.Producer.Operator)
        {
            // What lies one after another along an axis is stored by loops of its own.
            case Concat concat:
                var start = Dim.Zero;
                foreach (var operand in root.Producer.Inputs)
                {
                    kernel.Add(operand, IterationSpace.Over(operand.Shape, "i"), From(concat.Axis, start), buffers, stream);
                    start += operand.Shape[concat.Axis];
                }

                break;
            case Window window:
                var between = root.Producer.Inputs[0];
                kernel.AddZeros(root.Type.Element, root.Shape.With(window.Axis, window.Before), From(window.Axis, Dim.Zero));
                kernel.Add(between, IterationSpace.Over(between.Shape, "i"), From(window.Axis, window.Before), buffers, stream);
                kernel.AddZeros(root.Type.Element, root.Shape.With(window.Axis, window.After), From(window.Axis, window.Before + between.Shape[window.Axis]));
                break;
            default:
                kernel.Add(root, IterationSpace.Over(root.Shape, "i"), offset.Offset, v => v == root ? null : buffers(v), stream);
                break;
        }

        return kernel;

        Func<IReadOnlyList<Dim>, Dim> From(int along, Dim start) =>
            index => offset.Offset(index.Select((i, axis) => axis == along ? i + start : i).ToList());
    }

    private void AddZeros(ElementType element, Shape shape, Func<IReadOnlyList<Dim>, Dim> offset)
    {
        if (shape.Contains(Dim.Zero))
            return;
        var space = IterationSpace.Over(shape, "i");
        _nests.Add(new StoreNest(space.Loops, new Element.Number(0, element), offset(space.Axes)));
    }

    private void Add(
        Value value, IterationSpace whole, Func<IReadOnlyList<Dim>, Dim> offset, Func<Value, Buffer?> buffers, StreamAxis? stream)
    {
        var spaces = new Stack<IterationSpace>([whole]);
        while (spaces.Count > 0)
        {
            var space = spaces.Pop();
            var scope = new IndexScope(null, space.Loops);
            if (stream is not null)
                scope.Declare(stream.Range);
            var builder = new ElementBuilder(buffers, stream, Bindings);
            var body = builder.Build(value, space.Axes, scope);
            if (scope.Wish is { } wish)
            {
                foreach (var finer in space.Refine(wish).Reverse())
                    spaces.Push(finer);
                continue;
            }

            _nests.Add(new StoreNest(space.Loops, body, offset(space.Axes)));

            // What does not vary in the loops that differ is computed once for all parts.
            _evaluations.AddRange(builder.Evaluations.Where(e => _evaluated.Add((e.Value, e.Index))));
            _unreachable.UnionWith(builder.Unreachable);
        }
    }
}
