using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>A part of a scan's step, as a step of its own.</summary>
internal static class StepPart
{
    /// <summary>Computes some of a step's values.</summary>
    /// <param name="step">The step.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="states">The arguments of the step that are its states.</param>
    /// <param name="sequences">The arguments that it is given a slice of in each step.</param>
    /// <param name="given">Values that it does not compute: they become sequences behind the others.</param>
    /// <param name="same">The arguments that are the same in every step.</param>
    /// <param name="results">What it gives.</param>
    public static Function Of(
        Function step, string name, IEnumerable<Value> states, IEnumerable<Value> sequences, IReadOnlyList<Value> given, IEnumerable<Value> same,
        IReadOnlyList<Value> results)
    {
        // Each function has arguments of its own, because a step may be divided in two.
        var labels = new HashSet<string>(StringComparer.Ordinal);
        var values = step.Arguments.ToDictionary(a => a, a => NewArgument(a, labels));
        foreach (var value in given)
            values[value] = NewArgument(value, labels);

        var needed = new HashSet<Value>(results);
        var staying = new List<Node>();
        foreach (var node in step.Nodes.Reverse().Where(n => n.Operator is not Argument && n.Results.Any(r => needed.Contains(r) && !values.ContainsKey(r))))
        {
            staying.Insert(0, node);
            needed.UnionWith(node.Inputs);
        }

        List<Value> arguments = [.. states.Concat(sequences).Concat(given).Concat(same).Select(value => values[value])];
        var nodes = arguments.Select(a => a.Producer).ToList();
        foreach (var node in staying)
        {
            var copy = new Node(node.Operator, node.Inputs.Select(input => values[input]).ToList(), node.Origin);
            foreach (var result in node.Results.Where(r => !given.Contains(r)))
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
            Arguments = arguments,
            Nodes = nodes,
            Results = results.Select(r => values[r]).ToList(),
            Parameters = step.Parameters.Where(p => parameters.Contains(p.Path)).ToList(),
        };
    }

    private static Value NewArgument(Value value, HashSet<string> labels)
    {
        var name = value.Producer.Operator is Argument known ? known.Label : value.Name ?? "read";
        var label = name;
        for (var i = 2; !labels.Add(label); i++)
            label = name + "_" + i.ToString(CultureInfo.InvariantCulture);
        var argument = new Node(new Argument(value.Type, label), [], value.Producer.Origin).Result;
        argument.Name = value.Name;
        return argument;
    }
}
