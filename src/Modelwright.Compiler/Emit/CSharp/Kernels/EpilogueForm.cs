using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>
/// How a tensor's elements are computed from those of another one that lie at the same places, in lanes along its rows, by the kernel that
/// makes the other one.
/// </summary>
/// <param name="Row">The loop over rows, or null where there is one.</param>
/// <param name="Head">The loop over heads, the parts of a row that the kernel completes one by one; null where indices step through all alike.</param>
/// <param name="Column">The loop over the elements of a row, or of a head; its variable counts them from the start of the row.</param>
/// <param name="Body">What is stored.</param>
/// <param name="Offset">Where.</param>
/// <param name="Bindings">The variables of the body.</param>
internal sealed record EpilogueForm(Loop? Row, Loop? Head, Loop Column, Element Body, Dim Offset, Bindings Bindings)
{
    /// <summary>What the buffer of what the kernel makes is called while a plan is made.</summary>
    public const string Source = "source";

    // Heads are taken whole vectors at a time, of the widest lanes: what is left of narrower ones would take longer than loops over all heads.
    private const long Lanes = 16;

    /// <summary>The loops around that over columns.</summary>
    public IEnumerable<Loop> Around => new[] { Row, Head }.OfType<Loop>();

    /// <summary>Whether the kernel of a node takes an epilogue.</summary>
    public static bool IsTakenBy(Node node) => RowOf(node) is not null;

    /// <summary>The form, or null where the tensor is computed in another way, or reads what the kernel makes elsewhere.</summary>
    /// <param name="node">A node whose kernel takes an epilogue.</param>
    /// <param name="root">The tensor.</param>
    /// <param name="buffers">The buffer of a tensor that is in memory, or null; the node's has a name of its own.</param>
    /// <param name="stream">What is known about the streamed axis, or null.</param>
    public static EpilogueForm? Of(Node node, Value root, Func<Value, Buffer?> buffers, StreamAxis? stream)
    {
        if (root.Producer.Operator is Concat or Window or Softmax or CumSum || root.Type.Element != ElementType.Float32 ||
            !root.Shape.Count.Equals(node.Result.Shape.Count))
            return null;
        var name = buffers(node.Result)!.Name;
        var kernel = RootKernel.Build(root, value => value == root ? null : buffers(value), stream);
        if (kernel.Nests is not [{ } nest] || kernel.Bindings.Indices.Count > 0)
            return null;
        var (columns, width) = RowOf(node)!.Value;
        var indices = Elements.Indices(nest.Body).Append(nest.Offset).ToList();

        // The innermost loops walk along a row, those around them from row to row; each as if it were one loop. Those along a row may be
        // two such: from head to head, and along a head.
        var loops = nest.Loops.ToList();
        if (columns.Equals(Dim.One) || First(columns) is not { } first || !AreEven(0, first))
            return null;
        var head = AreEven(first, loops.Count) ? first : First(width) ?? first;
        if (!AreEven(first, head) || !AreEven(head, loops.Count))
            return null;
        var (row, part, column) = (Together(0, first), Together(first, head), Together(head, loops.Count)!);
        var form = new EpilogueForm(row, part, column, Elements.Map(nest.Body, Simplify), Simplify(nest.Offset), kernel.Bindings);
        return form.IsElementwise(name) ? form : null;

        // The loop with which those begin that walk so many elements.
        int? First(Dim count)
        {
            var (start, walked) = (loops.Count, Dim.One);
            while (start > 0 && !walked.Equals(count))
                walked *= loops[--start].Extent;
            return walked.Equals(count) ? start : null;
        }

        bool AreEven(int start, int end) => Enumerable.Range(start, Math.Max(0, end - start - 1)).All(at =>
            LoopNest.CanMerge(loops[at], loops[at + 1], indices));

        Loop? Together(int start, int end) => start == end ? null
            : loops[end - 1] with { Extent = loops.Skip(start).Take(end - start).Aggregate(Dim.One, (count, loop) => count * loop.Extent) };

        Dim Simplify(Dim index) => loops.Where(loop => loop.Variable != row?.Variable && loop.Variable != part?.Variable && loop.Variable != column.Variable)
            .Aggregate(FromRow(index), (d, loop) => IndexScope.Replace(d, loop.Variable, Dim.Zero));

        Dim FromRow(Dim index) => part is null ? index : IndexScope.Replace(index, column.Variable, column.Index - (part.Index * column.Extent));
    }

    // How many elements a kernel's rows have, and how many of them it never gives together with others; null where it takes no epilogue.
    private static (Dim Columns, Dim Width)? RowOf(Node node)
    {
        if (node.Operator is Attention)
            return node.Result.Shape[3].Value is > 0 and var width && width % Lanes == 0 ? (node.Result.Shape[2] * width, width) : null;
        return WeightProduct.Of(node)?.Outputs.Aggregate(Dim.One, (count, axis) => count * axis.Extent) is { } columns ? (columns, columns) : null;
    }

    private bool IsElementwise(string source) =>
        LaneForm.DependsOn(Body, Column.Variable) && IndexScope.Step(Offset, Column.Variable)?.Equals(Dim.One) == true &&
        LaneForm.FitsRows(Body, Column.Variable, Around.Select(loop => loop.Variable).ToList()) &&
        Loads(Body).All(load => load.Buffer.Name != source || load.Offset.Equals(Offset));

    private static IEnumerable<Element.Load> Loads(Element element) => element switch
    {
        Element.Load load => [load],
        Element.Apply apply => apply.Operands.SelectMany(Loads),
        Element.Fold fold => fold.Parts.SelectMany(part => Loads(part.Body)),
        _ => [],
    };
}
