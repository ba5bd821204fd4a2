using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes calls for chosen rows: these are put side by side, and what is computed for them goes where they were.</summary>
internal static class ChosenLowering
{
    /// <summary>Writes a call.</summary>
    public static void Write(FunctionWriter function, Node node)
    {
        var (method, mask, callee) = (function.Method, node.Inputs[0], ((CallWhere)node.Operator).Callee);
        var given = node.Inputs.Skip(1).Select(function.Dense).Prepend(function.Dense(mask)).ToList();
        var results = node.Results.Select(function.Allocate).ToList();
        var (mark, chosen) = (method.Declare("mark"), method.Declare("chosen"));
        method.Writer.Line($"var {mark} = worker.Mark();");
        method.Writer.Line($"var {chosen} = ChosenRows.Of(worker, {given[0]}, {function.Take("int", mask.Shape.Count + Dim.One)});");
        var rows = node.Results.Select((result, i) => Declare("rows", callee.Results[i], "Room", results[i])).ToList();
        var arguments = callee.Arguments.Select((argument, i) => CallWhere.HasRows(argument) ? Declare("these", argument, "Read", given[i + 1]) : given[i + 1]).ToList();
        method.Writer.Line($"worker.Reserve({function.RoomOf(function.Model.Plans[callee], method.Write(mask.Shape.Count))});");
        function.Wait();
        method.Writer.Line($"if ({chosen}.Count > 0)");
        method.Writer.Indented(() =>
            CallLowering.WriteCall(function, function.Plan.Calls.First(g => g.Nodes.Contains(node)), arguments, rows, rows: chosen + ".Count"));
        function.Wait();
        for (var i = 0; i < results.Count; i++)
            method.Writer.Line($"{chosen}.Store<{node.Results[i].Type.Element.CSharp()}>(worker, {rows[i]}, {Width(callee.Results[i])}, {results[i]});");
        method.Writer.Line($"worker.Release({mark});");

        string Declare(string name, Value value, string read, string all)
        {
            var own = method.Declare($"{name} {Kernels.ValueNames.Of(value)}");
            var element = value.Type.Element.CSharp();
            var room = function.Take(element, mask.Shape.Count * Inner(value).Count);
            method.Writer.Line($"var {own} = {chosen}.{read}<{element}>({(read == "Read" ? "worker, " : "")}{all}, {Width(value)}, {room});");
            return own;
        }

        string Width(Value value) => method.Write(Inner(value).Count);

        static Shape Inner(Value value) => new(value.Shape.Skip(1));
    }
}
