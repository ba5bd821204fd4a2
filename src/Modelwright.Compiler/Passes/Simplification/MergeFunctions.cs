using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Simplification;

/// <summary>
/// Keeps one of functions that are equal but for their names and the names of their values, such as layers that differed
/// only before simplification. Assumes nothing.
/// </summary>
public static class MergeFunctions
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var representatives = new Dictionary<EquatableList<object>, Function>();
        var functions = new Dictionary<Function, Function>();
        foreach (var function in graph.Functions)
        {
            var rewritten = Rewriter.Run(function, functions, (_, _, _) => null);
            var content = Content(rewritten);
            if (!representatives.TryGetValue(content, out var representative))
                representatives[content] = representative = rewritten;
            functions[function] = representative;
        }

        var main = functions[graph.Main];
        var kept = graph.Functions.Select(f => functions[f]).Distinct().Where(f => f != main);
        return DeadCode.WithoutUncalled(graph.With(kept.Append(main).ToList()));
    }

    // Everything that matters, flattened: operators, for each operand the place where it is defined, and the signature.
    private static EquatableList<object> Content(Function function)
    {
        var places = new Dictionary<Value, object>();
        var content = new List<object>();
        foreach (var node in function.Nodes)
        {
            content.Add(node.Operator is Argument argument ? argument with { Label = "" } : node.Operator);
            content.AddRange(node.Inputs.Select(input => places[input]));
            foreach (var result in node.Results)
                places[result] = places.Count;
        }

        content.AddRange(function.Results.Select(result => places[result]));
        content.AddRange(function.Parameters);
        return new EquatableList<object>(content);
    }
}
