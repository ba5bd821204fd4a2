using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Simplification;

/// <summary>
/// Computes equal operators on equal operands once per function. Assumes nothing; every operator is pure, and a state is
/// kept by one node alone, so a repeated one is the same.
/// </summary>
public static class CommonSubexpressions
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => Rewriter.Run(graph, _ =>
    {
        var seen = new Dictionary<(Operator, EquatableList<Value>), IReadOnlyList<Value>>();
        return (to, node, inputs) =>
        {
            if (node.Operator is Argument)
                return null;
            var op = node.Operator is Invocation call ? call with { Callee = to[call.Callee] } : node.Operator;
            var key = (op, new EquatableList<Value>(inputs));
            if (!seen.TryGetValue(key, out var results))
                seen[key] = results = to.Keep(node, inputs);
            return results;
        };
    });
}
