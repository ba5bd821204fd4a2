using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>How a tensor's elements are computed from those of a product that lie at the same places, in lanes along its rows.</summary>
/// <param name="Row">The loop over rows, or null where there is one.</param>
/// <param name="Column">The loop over the elements of a row.</param>
/// <param name="Body">What is stored.</param>
/// <param name="Offset">Where.</param>
/// <param name="Bindings">The variables of the body.</param>
internal sealed record EpilogueForm(Loop? Row, Loop Column, Element Body, Dim Offset, Bindings Bindings)
{
    /// <summary>What the buffer of the product is called while a plan is made.</summary>
    public const string Product = "product";

    /// <summary>The form, or null where the tensor is computed in another way, or reads the product elsewhere.</summary>
    /// <param name="product">The product.</param>
    /// <param name="root">The tensor.</param>
    /// <param name="buffers">The buffer of a tensor that is in memory, or null; the product's has a name of its own.</param>
    /// <param name="stream">What is known about the streamed axis, or null.</param>
    public static EpilogueForm? Of(Node product, Value root, Func<Value, Buffer?> buffers, StreamAxis? stream)
    {
        if (root.Producer.Operator is Concat or Window or Softmax or CumSum || root.Type.Element != ElementType.Float32 ||
            !root.Shape.Count.Equals(product.Result.Shape.Count))
            return null;
        var name = buffers(product.Result)!.Name;
        var kernel = RootKernel.Build(root, value => value == root ? null : buffers(value), stream);
        if (kernel.Nests is not [{ } nest] || kernel.Bindings.Indices.Count > 0)
            return null;
        var outputs = WeightProduct.Of(product)!.Outputs.Aggregate(Dim.One, (count, axis) => count * axis.Extent);
        var indices = Elements.Indices(nest.Body).Append(nest.Offset).ToList();

        // The innermost loops walk along a row, those around them from row to row; each as if it were one loop.
        var (loops, columns) = (nest.Loops.ToList(), Dim.One);
        var first = loops.Count;
        while (first > 0 && !columns.Equals(outputs))
            columns *= loops[--first].Extent;
        if (!columns.Equals(outputs) || outputs.Equals(Dim.One) || !AreEven(first, loops.Count) || !AreEven(0, first))
            return null;
        var (row, column) = (first == 0 ? null : Together(0, first), Together(first, loops.Count));
        var form = new EpilogueForm(row, column!, Elements.Map(nest.Body, Simplify), Simplify(nest.Offset), kernel.Bindings);
        return form.IsElementwise(name) ? form : null;

        bool AreEven(int start, int end) => Enumerable.Range(start, Math.Max(0, end - start - 1)).All(at =>
            LoopNest.CanMerge(loops[at], loops[at + 1], indices));

        Loop Together(int start, int end) => loops[end - 1] with { Extent = loops.Skip(start).Take(end - start).Aggregate(Dim.One, (count, loop) => count * loop.Extent) };

        Dim Simplify(Dim index) => loops.Where(loop => loop.Variable != row?.Variable && loop.Variable != column!.Variable)
            .Aggregate(index, (d, loop) => IndexScope.Replace(d, loop.Variable, Dim.Zero));
    }

    private bool IsElementwise(string product) =>
        LaneForm.DependsOn(Body, Column.Variable) && IndexScope.Step(Offset, Column.Variable)?.Equals(Dim.One) == true &&
        LaneForm.FitsRows(Body, Column.Variable, Row?.Variable) && Loads(Body).All(load => load.Buffer.Name != product || load.Offset.Equals(Offset));

    private static IEnumerable<Element.Load> Loads(Element element) => element switch
    {
        Element.Load load => [load],
        Element.Apply apply => apply.Operands.SelectMany(Loads),
        Element.Fold fold => fold.Parts.SelectMany(part => Loads(part.Body)),
        _ => [],
    };
}
