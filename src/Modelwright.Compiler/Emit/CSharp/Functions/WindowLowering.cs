using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes windows over the streamed axis: the steps, behind zeros in a whole sequence and behind those before them in a session.</summary>
internal static class WindowLowering
{
    /// <summary>Writes a window with a state.</summary>
    public static void Write(FunctionWriter function, Node node)
    {
        var method = function.Method;
        var window = (Window)node.Operator;
        var shape = node.Inputs[0].Shape;
        var sizes = new[] { Count(shape.Take(window.Axis)), window.Before, shape[window.Axis], Count(shape.Skip(window.Axis + 1)) }.Select(method.Write);
        var source = function.Dense(node.Inputs[0]);
        var state = $"states?.{function.Plan.State(window.State!).Name}";
        method.Writer.Line($"StepWindow.Fill(worker, {function.Allocate(node.Result)}, {source}, {string.Join(", ", sizes)}, {state}, position);");
    }

    private static Dim Count(IEnumerable<Dim> extents) => new Shape(extents).Count;
}
