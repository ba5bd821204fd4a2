using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Loops that compute a part of a tensor.</summary>
/// <param name="Loops">Outermost first.</param>
/// <param name="Body">The element of one iteration.</param>
/// <param name="Offset">Where it is stored.</param>
internal sealed record StoreNest(IReadOnlyList<Loop> Loops, Element Body, Dim Offset);

/// <summary>Everything it takes to compute one tensor in loops.</summary>
/// <param name="Root">The tensor.</param>
/// <param name="Nests">Loops that together store every element once.</param>
/// <param name="Bindings">The variables they use.</param>
/// <param name="Evaluations">How often the tensors that stay out of memory are computed on the way.</param>
internal sealed record RootKernel(
    Value Root, IReadOnlyList<StoreNest> Nests, Bindings Bindings, IReadOnlyList<ElementBuilder.Evaluation> Evaluations)
{
    // A graph can ask for ever finer loops where nothing helps; what is left then is computed with divisions.
    private const int MostNests = 16;

    /// <summary>Finds loops in which every index is as simple as can be.</summary>
    public static RootKernel Build(Value root, Func<Value, Buffer?> buffers, StreamAxis? stream)
    {
        var bindings = new Bindings();
        var nests = new List<StoreNest>();
        var evaluations = new List<ElementBuilder.Evaluation>();
        var offset = Buffer.RowMajor("", root.Type);
        var spaces = new Stack<IterationSpace>([IterationSpace.Over(root.Shape, "i")]);
        while (spaces.Count > 0)
        {
            var space = spaces.Pop();
            var scope = new IndexScope(null, space.Loops);
            if (stream is not null)
                scope.Declare(stream.Range);
            var builder = new ElementBuilder(root, buffers, stream, bindings);
            var body = builder.Build(root, space.Axes, scope);
            if (scope.Wish is { } wish && nests.Count + spaces.Count < MostNests)
            {
                foreach (var finer in space.Refine(wish).Reverse())
                    spaces.Push(finer);
                continue;
            }

            nests.Add(new StoreNest(space.Loops, body, offset.Offset(space.Axes)));
            evaluations.AddRange(builder.Evaluations);
        }

        return new RootKernel(root, nests, bindings, evaluations);
    }
}
