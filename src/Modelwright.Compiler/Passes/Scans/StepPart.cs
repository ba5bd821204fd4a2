using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Scans;

/// <summary>A part of a scan's step, as a step of its own.</summary>
internal static class StepPart
{
    /// <summary>Computes some of a step's values.</summary>
    /// <param name="step">The step.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="arguments">What it is given, in order: arguments of the step, and values that it does not compute.</param>
    /// <param name="results">What it gives.</param>
    public static Function Of(Function step, string name, IReadOnlyList<Value> arguments, IReadOnlyList<Value> results)
    {
        // Each function has arguments of its own, because a step may be divided in two; those of the step keep their labels.
        var labels = new HashSet<string>(StringComparer.Ordinal);
        var values = arguments.OrderBy(a => a.Producer.Operator is Argument ? 0 : 1).ToDictionary(a => a, a => NewArgument(a, labels));
        var needed = new HashSet<Value>(results);
        var staying = new List<Node>();
        foreach (var node in step.Nodes.Reverse().Where(n => n.Results.Any(r => needed.Contains(r) && !values.ContainsKey(r))))
        {
            staying.Add(node);
            needed.UnionWith(node.Inputs);
        }

        var nodes = arguments.Select(a => values[a].Producer).ToList();
        foreach (var node in Enumerable.Reverse(staying))
        {
            var copy = new Node(node.Operator, node.Inputs.Select(input => values[input]).ToList(), node.Origin);
            foreach (var result in node.Results.Where(r => !values.ContainsKey(r)))
            {
                copy.Results[result.Result].Name = result.Name;
                values[result] = copy.Results[result.Result];
            }

            nodes.Add(copy);
        }

        var parameters = new HashSet<string>(nodes.Select(n => n.Operator).OfType<LoadParameter>().Select(load => load.Path), StringComparer.Ordinal);
        return new Function
        {
            Name = name,
            Arguments = arguments.Select(a => values[a]).ToList(),
            Nodes = nodes,
            Results = results.Select(r => values[r]).ToList(),
            Parameters = step.Parameters.Where(p => parameters.Contains(p.Path)).ToList(),
        };
    }

    private static Value NewArgument(Value value, HashSet<string> labels)
    {
        var name = value.Producer.Operator is Argument known ? known.Label : value.Name ?? "before";
        var label = name;
        for (var i = 2; !labels.Add(label); i++)
            label = name + "_" + i.ToString(CultureInfo.InvariantCulture);
        var argument = new Node(new Argument(value.Type, label), [], value.Producer.Origin).Result;
        argument.Name = value.Name;
        return argument;
    }
}
