using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>
/// Calls of one function as instances <c>layers.0</c>, <c>layers.1</c>…, each fed by the one before: a loop. A single call
/// or a scan is a group of one. What is prepared is not called here.
/// </summary>
/// <param name="Nodes">The calls in order.</param>
/// <param name="Path">The instance's path; for several, without the number.</param>
/// <param name="First">The number of the first instance, or null for a single call.</param>
/// <param name="Carried">For each argument the result of the call before that it takes, or -1 where all calls take the same value.</param>
internal sealed record CallGroup(IReadOnlyList<Node> Nodes, string Path, int? First, IReadOnlyList<int> Carried)
{
    /// <summary>The function that is called.</summary>
    public Function Callee => ((Invocation)Nodes[0].Operator).Callee;

    /// <summary>The path of the states; for several, without the number.</summary>
    public string StatePath => IsLoop ? Path : ((Invocation)Nodes[0].Operator).StatePath;

    /// <summary>Whether the group is written as a loop.</summary>
    public bool IsLoop => First is not null;

    /// <summary>How many instances of weights there are, or null for a single one.</summary>
    public Dim? Instances => IsLoop ? Dim.Constant(Nodes.Count) : null;

    /// <summary>How many instances of states: a scan has one for each step, because it goes through its steps again in every call.</summary>
    public Dim? StateInstances => Nodes[0].Operator is Scan scan ? scan.Length : Instances;

    /// <summary>The groups of a function's calls, in order.</summary>
    public static IReadOnlyList<CallGroup> Of(Function function)
    {
        var readers = function.Nodes.SelectMany(n => n.Inputs.Distinct().Select(v => (Value: v, Reader: n))).ToLookup(r => r.Value, r => r.Reader);
        var groups = new List<CallGroup>();
        foreach (var node in function.Nodes.Where(n => n.Operator is Invocation and not Prepare))
        {
            if (groups.Count > 0 && groups[groups.Count - 1].With(node, function, readers) is { } longer)
                groups[groups.Count - 1] = longer;
            else
                groups.Add(Single(node));
        }

        return groups.Select(g => g.Nodes.Count == 1 ? Single(g.Nodes[0]) : g).ToList();
    }

    private static CallGroup Single(Node node) =>
        new([node], ((Invocation)node.Operator).Path, null, node.Inputs.Select(_ => -1).ToList());

    /// <summary>The group with one more call, or null where that does not continue it.</summary>
    private CallGroup? With(Node next, Function function, ILookup<Value, Node> readers)
    {
        var last = Nodes[Nodes.Count - 1];
        if (next.Operator is not Call call || last.Operator is not Call previous || call.Callee != Callee || previous.States is not null || call.States is not null || Numbered(previous.Path) is not var (path, number) || Numbered(call.Path) is not var (nextPath, nextNumber) ||
            path != nextPath || nextNumber != number + 1 ||
            last.Results.Any(r => function.Results.Contains(r) || readers[r].Any(reader => reader != next)))
            return null;
        var carried = next.Inputs.Select((input, i) => input == last.Inputs[i] ? -1 : last.Results.ToList().IndexOf(input)).ToList();
        if (carried.Where((result, i) => result < 0 && next.Inputs[i] != last.Inputs[i]).Any())
            return null;
        if (Nodes.Count > 1 && !carried.SequenceEqual(Carried))
            return null;
        return new CallGroup([.. Nodes, next], path, First ?? number, carried);
    }

    private static (string Path, int Number)? Numbered(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > 0 && int.TryParse(path.Substring(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (path.Substring(0, dot), number)
            : null;
    }
}
