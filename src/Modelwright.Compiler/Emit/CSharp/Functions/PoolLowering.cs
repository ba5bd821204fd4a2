using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>
/// Writes attention pooling: its kernel is given one list after another. A later pool that begins with the same lists takes them
/// along, so that both fetch them once, and goes on with its others where it stands.
/// </summary>
internal static class PoolLowering
{
    /// <summary>Writes a pool.</summary>
    public static void Write(FunctionWriter function, Node node)
    {
        var list = 1;
        if (function.Begun(node) is not var (name, known))
        {
            name = Begin(function, node);
            if (Partner(function, node) is { } partner)
            {
                var other = Begin(function, partner);
                for (; list < Shared(node, partner); list += 2)
                    function.Method.Writer.Line($"Pooling.Add({name}, {other}, {List(function, node, list)}, isLast: ({IsLast(node, list)}, {IsLast(partner, list)}));");
                function.Begun(partner, other, list);
            }
        }
        else
        {
            list = known;
            function.Writes(node.Result);
        }

        for (; list < node.Inputs.Count; list += 2)
            function.Method.Writer.Line($"{name}.Add({List(function, node, list)}, isLast: {IsLast(node, list)});");
    }

    private static string Begin(FunctionWriter function, Node node)
    {
        var places = node.Result.Shape.Take(node.Result.Shape.Rank - 1).Aggregate(Dim.One, (a, b) => a * b);
        var destination = function.Allocate(node.Result);
        var name = function.Method.Declare(ValueNames.Of(node.Result) + " pooling");
        function.Method.Writer.Line($"var {name} = new Pooling(worker, {function.Dense(node.Inputs[0])}, {destination}, {function.Take("float", 2 * places)});");
        return name;
    }

    // The next pool that begins with the same lists, and whose query is there already.
    private static Node? Partner(FunctionWriter function, Node node) => function.Plan.Function.Nodes.SkipWhile(n => n != node).Skip(1).FirstOrDefault(other =>
        other.Operator is Pool && Shared(node, other) > 1 && function.Begun(other) is null && FusionPlan.IsGiven(function.Plan.Fusion.Access(other.Inputs[0]).Base));

    // The first operand that they do not share.
    private static int Shared(Node node, Node other)
    {
        var list = 1;
        while (list < node.Inputs.Count && list < other.Inputs.Count && node.Inputs[list] == other.Inputs[list] && node.Inputs[list + 1] == other.Inputs[list + 1])
            list += 2;
        return list;
    }

    private static string List(FunctionWriter function, Node node, int list) => $"{function.Dense(node.Inputs[list])}, {function.Dense(node.Inputs[list + 1])}";

    private static string IsLast(Node node, int list) => list + 2 < node.Inputs.Count ? "false" : "true";
}
