using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes lists that share memory: each item is in its place before the first list that has it.</summary>
internal static class StackLowering
{
    /// <summary>Takes the memory of every stack, and names the places that items are computed in.</summary>
    public static void Take(FunctionWriter function)
    {
        var method = function.Method;
        foreach (var stack in function.Plan.Stacks.Stacks)
        {
            var name = function.Allocate(stack.Longest);
            for (var i = 0; i < stack.Items.Count; i++)
            {
                if (!function.Plan.Stacks.IsPlaced(stack, i))
                    continue;
                var item = method.Declare(ValueNames.Of(stack.Items[i]));
                method.Writer.Line($"var {item} = {Place(function, name, stack, i)};");
                function.Define(stack.Items[i], item, stack.Longest);
            }
        }
    }

    /// <summary>Copies what is not in its place yet, and names the list.</summary>
    public static void Write(FunctionWriter function, Node list, StackPlan.Stack stack)
    {
        var name = function.Of(stack.Longest).Name;
        for (var i = function.Copied(stack); i < list.Inputs.Count; i++)
        {
            if (function.Plan.Stacks.IsPlaced(stack, i))
                continue;
            var item = function.Method.Declare(ValueNames.Of(stack.Items[i]));
            function.Method.Writer.Line($"var {item} = {Place(function, name, stack, i)};");
            function.Writes(stack.Longest);
            function.Copy(list.Inputs[i], item);
        }

        function.Copied(stack, list.Inputs.Count);
        if (list.Result != stack.Longest)
            function.Define(list.Result, $"{name}.Slice(0, {function.Method.Write(list.Result.Shape.Count)})", stack.Longest);
    }

    private static string Place(FunctionWriter function, string buffer, StackPlan.Stack stack, int item) =>
        function.Method.Part(buffer, stack.Start(item), stack.Items[item].Shape.Count);
}
