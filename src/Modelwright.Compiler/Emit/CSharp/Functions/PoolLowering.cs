using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes attention pooling: its kernel is given one list after another.</summary>
internal static class PoolLowering
{
    /// <summary>Writes a pool.</summary>
    public static void Write(FunctionWriter function, Node node)
    {
        var method = function.Method;
        var places = node.Result.Shape.Take(node.Result.Shape.Rank - 1).Aggregate(Dim.One, (a, b) => a * b);
        var destination = function.Allocate(node.Result);
        var name = method.Declare(ValueNames.Of(node.Result) + " pooling");
        method.Writer.Line($"var {name} = new Pooling(worker, {function.Dense(node.Inputs[0])}, {destination}, {function.Take("float", 2 * places)});");
        for (var list = 1; list < node.Inputs.Count; list += 2)
            method.Writer.Line($"{name}.Add({function.Dense(node.Inputs[list])}, {function.Dense(node.Inputs[list + 1])}, isLast: {(list + 2 < node.Inputs.Count ? "false" : "true")});");
    }
}
