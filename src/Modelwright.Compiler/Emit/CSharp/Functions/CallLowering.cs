using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes calls; numbered instances that feed one another become a loop.</summary>
internal static class CallLowering
{
    /// <summary>Writes the group that a call ends; the calls before it in the group are written with it.</summary>
    public static void Write(FunctionWriter function, Node node)
    {
        var group = function.Plan.Calls.First(g => g.Nodes.Contains(node));
        if (group.Nodes[group.Nodes.Count - 1] != node)
            return;
        if (group.IsLoop)
            WriteLoop(function, group);
        else
            WriteCall(function, group, node.Inputs.Select(function.Dense), node.Results.Select(function.Allocate), "");
    }

    /// <summary>
    /// What one instance computes the next one reads, so results alternate between two buffers; after the loop the last
    /// one's are those of the group.
    /// </summary>
    private static void WriteLoop(FunctionWriter function, CallGroup group)
    {
        var method = function.Method;
        var (first, last) = (group.Nodes[0], group.Nodes[group.Nodes.Count - 1]);
        var ahead = new List<string>();
        var spare = new List<string>();
        foreach (var result in last.Results)
        {
            var name = FunctionWriter.NameOf(result);
            var type = result.Type.Element.CSharp();
            foreach (var buffers in new[] { ahead, spare })
            {
                buffers.Add(method.Declare(buffers == ahead ? "next " + name : "spare " + name));
                method.Writer.Line($"var {buffers[buffers.Count - 1]} = workspace.Take<{type}>({method.Size(result.Shape.Count)});");
            }
        }

        var current = new Dictionary<int, string>();
        for (var i = 0; i < group.Carried.Count; i++)
        {
            if (group.Carried[i] < 0)
                continue;
            current[i] = method.Declare(FunctionWriter.NameOf(last.Inputs[i]));
            method.Writer.Line($"ReadOnlySpan<{last.Inputs[i].Type.Element.CSharp()}> {current[i]} = {function.Dense(first.Inputs[i])};");
        }

        method.For(FormattableString.Invariant($"{group.Nodes.Count}"), index =>
        {
            WriteCall(function, group, first.Inputs.Select((input, i) => current.TryGetValue(i, out var name) ? name : function.Dense(input)), ahead, $"[{index}]");
            foreach (var argument in current)
                method.Writer.Line($"{argument.Value} = {ahead[group.Carried[argument.Key]]};");
            for (var i = 0; i < ahead.Count; i++)
            {
                var held = method.Declare("held " + FunctionWriter.NameOf(last.Results[i]));
                method.Writer.Line($"var {held} = {spare[i]};");
                method.Writer.Line($"{spare[i]} = {ahead[i]};");
                method.Writer.Line($"{ahead[i]} = {held};");
            }
        });

        foreach (var result in last.Results)
            function.Finish(result, spare[result.Result]);
    }

    private static void WriteCall(FunctionWriter function, CallGroup group, IEnumerable<string> arguments, IEnumerable<string> results, string index)
    {
        var callee = function.Model.Plans[group.Callee];
        var instance = function.Model.Arguments(
            callee,
            function.Plan.Weights.For(group) is { } weights ? $"weights.{weights.Name}{index}" : "",
            function.Plan.States.For(group) is { } states ? $"states?.{states.Name}{index}" : "");
        function.Method.Writer.Line($"{callee.Name}({string.Join(", ", instance.Concat(arguments).Concat(results))});");
    }
}
