using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes the reading of histories: the tensor itself in a whole sequence, the session's memory of it in a session.</summary>
internal static class HistoryLowering
{
    private const string Suffix = ".Data";

    /// <summary>Writes a history.</summary>
    public static void Write(FunctionWriter function, Node node)
    {
        var method = function.Method;
        var history = (History)node.Operator;
        var state = function.Plan.State(history.State);
        var steps = method.Write(node.Inputs[0].Shape[history.Axis]);
        var source = function.Dense(node.Inputs[0]);
        var type = Text.Literals.CSharp(node.Result.Type.Element);
        var name = method.Declare(state.Name + " history");
        method.Writer.Line($"var {name} = states is null");
        method.Writer.Indented(() =>
        {
            method.Writer.Line($"? HistorySpan.Of<{type}>({source}, {steps}, {method.Write(state.Inner)})");
            method.Writer.Line($": states.{state.Name}.Append(worker, {source}, {steps}, position);");
        });
        method.Bind(HistoryLayout.SequenceStride(history).SymbolName!, $"(int){name}.OuterStride");
        function.Writes(node.Result);
        function.Define(node.Result, name + Suffix, node.Result, function.Plan.Fusion.Access(node.Inputs[0]).Base);
    }

    /// <summary>An operand as a kernel reads it that reads along a history.</summary>
    public static string Read(FunctionWriter function, Value value, int axis)
    {
        if (value.Producer.Operator is History)
        {
            var data = function.Of(value).Name;
            return data.Substring(0, data.Length - Suffix.Length);
        }

        var inner = value.Shape.Skip(axis + 1).Aggregate(Dim.One, (a, b) => a * b);
        return $"HistorySpan.Of<{Text.Literals.CSharp(value.Type.Element)}>({function.Dense(value)}, {function.Method.Write(value.Shape[axis])}, {function.Method.Write(inner)})";
    }
}
