using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes products as calls of matrix kernels.</summary>
internal static class EinsumLowering
{
    /// <summary>Writes a product, and as its epilogue what is computed from it.</summary>
    public static void Write(FunctionWriter function, Node node, Value result)
    {
        var letters = Letters.Of((Einsum)node.Operator);
        var destination = function.Destination(node, result);
        if (WeightProduct.Of(node) is not { } product)
        {
            new Batched(function, node, letters, destination).Write();
            return;
        }

        var field = function.Plan.Weights.Fields.First(f => product.Equals(f.Product));
        var rows = letters.Rows.Aggregate(Dim.One, (count, c) => count * node.Inputs[0].Shape[letters.Left.IndexOf(c)]);
        function.Method.Writer.Line($"weights.{field.Name}.Multiply(worker, {function.Dense(node.Inputs[0])}, {function.Method.Write(rows)}, {destination});");
    }

    /// <summary>A product of two activations: one letter summed, one of rows, one of columns; loops over the others.</summary>
    private sealed class Batched(FunctionWriter function, Node node, Letters letters, string destination)
    {
        private readonly StridedView _left = function.Plan.Fusion.Access(node.Inputs[0]);
        private readonly StridedView _right = function.Plan.Fusion.Access(node.Inputs[1]);
        private readonly IReadOnlyList<Dim> _result = Buffer.RowMajorStrides(node.Result.Shape);

        public void Write()
        {
            var rows = Evenly(letters.Rows);
            var columns = Evenly(letters.Columns);
            var batch = Evenly(letters.Batch);
            var outer = letters.Output.Where(c => !(rows.Letters + columns.Letters + batch.Letters).Contains(c)).ToList();
            var loops = outer.Select((c, i) => new Loop(FormattableString.Invariant($"i{i}"), Extent(c))).ToList();
            Nested(loops, 0, () => Call(outer, loops, rows, columns, batch));
        }

        private void Nested(IReadOnlyList<Loop> loops, int depth, Action body)
        {
            if (depth == loops.Count)
                body();
            else
                function.Method.For(loops[depth], () => Nested(loops, depth + 1, body));
        }

        private void Call(IReadOnlyList<char> outer, IReadOnlyList<Loop> loops, Run rows, Run columns, Run batch)
        {
            var method = function.Method;
            var summed = letters.Summed[0];
            method.Writer.Line("MatMul.Multiply(");
            method.Writer.Indented(() =>
            {
                method.Writer.Line("worker,");
                method.Writer.Line($"{From(function.Of(_left.Base).Name, _left.Start, LeftStride)}, {Strides(LeftStride, batch.Last, rows.Last, summed)},");
                method.Writer.Line($"{From(function.Of(_right.Base).Name, _right.Start, RightStride)}, {Strides(RightStride, batch.Last, summed, columns.Last)},");
                method.Writer.Line($"{From(destination, Dim.Zero, ResultStride)}, {Strides(ResultStride, batch.Last, rows.Last, columns.Last)},");
                method.Writer.Line($"{method.Write(batch.Extent)}, {method.Write(rows.Extent)}, {method.Write(Extent(summed))}, {method.Write(columns.Extent)});");
            });

            string From(string buffer, Dim start, Func<char, Dim> stride) =>
                method.From(buffer, outer.Zip(loops, (c, loop) => stride(c) * loop.Index).Aggregate(start, (sum, term) => sum + term));
        }

        private string Strides(Func<char, Dim> stride, params char?[] axes) =>
            $"new MatrixStrides({string.Join(", ", axes.Select(c => function.Method.Write(c is { } letter ? stride(letter) : Dim.Zero)))})";

        /// <summary>The last letters that all tensors step through evenly, as if they were one.</summary>
        private Run Evenly(string own)
        {
            if (own.Length == 0)
                return new Run("", Dim.One, null);
            var run = new Run(own.Substring(own.Length - 1), Extent(own[own.Length - 1]), own[own.Length - 1]);
            for (var i = own.Length - 2; i >= 0; i--)
            {
                var (far, near, extent) = (own[i], run.Last!.Value, run.Extent);
                if (!new Func<char, Dim>[] { LeftStride, RightStride, ResultStride }.All(stride => stride(far).Equals(stride(near) * extent)))
                    break;
                run = run with { Letters = far + run.Letters, Extent = Extent(far) * run.Extent };
            }

            return run;
        }

        private Dim Extent(char c) => letters.Left.Contains(c) ? node.Inputs[0].Shape[letters.Left.IndexOf(c)] : node.Inputs[1].Shape[letters.Right.IndexOf(c)];

        private Dim LeftStride(char c) => letters.Left.Contains(c) ? _left.Strides[letters.Left.IndexOf(c)] : Dim.Zero;

        private Dim RightStride(char c) => letters.Right.Contains(c) ? _right.Strides[letters.Right.IndexOf(c)] : Dim.Zero;

        private Dim ResultStride(char c) => letters.Output.Contains(c) ? _result[letters.Output.IndexOf(c)] : Dim.Zero;

        private sealed record Run(string Letters, Dim Extent, char? Last);
    }
}
