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
        function.Method.Writer.Line($"Rows.{method}({destination}, {function.Method.Write(shape[shape.Rank - 1])});");
    }

    /// <summary>The index of each row's greatest element.</summary>
    public static void ArgMax(FunctionWriter function, Node node)
    {
        var shape = node.Inputs[0].Shape;
        var source = function.Dense(node.Inputs[0]);
        var destination = function.Allocate(node.Result);
        function.Method.Writer.Line($"Rows.ArgMax<{Text.Literals.CSharp(node.Inputs[0].Type.Element)}>({source}, {function.Method.Write(shape[shape.Rank - 1])}, {destination});");
    }
}
