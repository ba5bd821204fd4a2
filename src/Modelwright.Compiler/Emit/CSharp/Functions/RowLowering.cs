using System.Globalization;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes what runs along the rows of a tensor in memory.</summary>
internal static class RowLowering
{
    /// <summary>Finishes rows that hold the operand.</summary>
    public static void InPlace(FunctionWriter function, Node node, string destination)
    {
        var shape = node.Result.Shape;
        var method = node.Operator is Softmax ? "Softmax" : "CumSum";
        function.Method.Writer.Line($"Rows.{method}(worker, {destination}, {function.Method.Write(shape[shape.Rank - 1])});");
    }

    /// <summary>The index of each row's greatest element.</summary>
    public static void ArgMax(FunctionWriter function, Node node) => Write(function, node, "ArgMax", []);

    /// <summary>The marks of each row's greatest elements.</summary>
    public static void TopK(FunctionWriter function, Node node, TopK topK) =>
        Write(function, node, "TopK", [Math.Min(topK.K, int.MaxValue).ToString(CultureInfo.InvariantCulture)]);

    private static void Write(FunctionWriter function, Node node, string kernel, IReadOnlyList<string> options)
    {
        var shape = node.Inputs[0].Shape;
        var source = function.Dense(node.Inputs[0]);
        var mask = node.Inputs.Count == 2 ? function.Dense(node.Inputs[1]) : "default";
        string[] arguments = ["worker", source, mask, function.Method.Write(shape[shape.Rank - 1]), .. options, function.Allocate(node.Result)];
        function.Method.Writer.Line($"Rows.{kernel}<{Literals.CSharp(node.Inputs[0].Type.Element)}>({string.Join(", ", arguments)});");
    }
}
