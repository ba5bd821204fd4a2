using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes attention as a call of its kernel.</summary>
internal static class AttentionLowering
{
    /// <summary>Writes an attention, and as its epilogue what is computed from it.</summary>
    public static void Write(FunctionWriter function, Node node, Value result)
    {
        var attention = (Attention)node.Operator;
        var method = function.Method;
        var (q, k, v) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        var sizes = new[] { q.Shape[0], q.Shape[1], q.Shape[2], k.Shape[2], q.Shape[3], v.Shape[3] }.Select(method.Write);
        var destination = function.Destination(node, result);
        method.Writer.Line("Attention.Run(");
        method.Writer.Indented(() =>
        {
            method.Writer.Line($"worker, {function.Dense(q)}, {HistoryLowering.Read(function, k, 1)}, {HistoryLowering.Read(function, v, 1)}, {destination},");
            method.Writer.Line($"new AttentionShape({string.Join(", ", sizes)}), {Literals.Number(attention.Scale, ElementType.Float32)}, causal: {(attention.Causal ? "true" : "false")}{(attention.Window > 0 ? FormattableString.Invariant($", window: {Math.Min(attention.Window, int.MaxValue)}") : "")});");
        });
    }
}
