using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Parameters;

/// <summary>Which nodes of a function are worth computing when weights are loaded.</summary>
internal sealed class PreparedWork
{
    // A product of a row and a column is not worth a matrix in memory, unless that is small.
    private const long MostGrowth = 4;
    private const long SmallBytes = 4 << 20;

    private readonly LoadTime _loadTime;
    private readonly IReadOnlyDictionary<Function, long> _parameterBytes;

    /// <summary>Looks at a function, given the size of the parameters of every function with those of what it calls.</summary>
    public PreparedWork(Function function, IReadOnlyDictionary<Function, long> parameterBytes)
    {
        (_loadTime, _parameterBytes) = (new LoadTime(function), parameterBytes);
        Roots = FindRoots(function);
        var behind = Behind(Roots);
        Nodes = function.Nodes.Where(behind.Contains).ToList();
    }

    /// <summary>The nodes whose results the function reads, in its order.</summary>
    public IReadOnlyList<Node> Roots { get; }

    /// <summary>These and all that they are computed from, in the function's order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    // Backwards: a reader comes before what it reads, so when a node is met, it is settled who needs it.
    private List<Node> FindRoots(Function function)
    {
        var roots = new List<Node>();
        var needed = new HashSet<Value>(function.Results);
        var gathered = OnlyGathered(function);
        foreach (var node in function.Nodes.Reverse())
        {
            var isKnown = node.Results.All(_loadTime.Knows);
            if (isKnown && !node.Results.Any(needed.Contains))
                continue;
            if (isKnown && IsWorthIt(node) && !(node.Operator is PointwiseOperator && gathered.Contains(node.Result)))
                roots.Add(node);
            else
                needed.UnionWith(node.Inputs);
        }

        roots.Reverse();
        return roots;
    }

    private bool IsWorthIt(Node node)
    {
        if (node.Operator is LoadParameter or Prepare || LoadTime.IsView(node.Operator) || !node.Results.All(_loadTime.IsOfParameters))
            return false;
        var bytes = node.Results.Sum(result => LoadTime.Bytes(result.Type));
        return bytes <= SmallBytes || bytes <= MostGrowth * Behind([node]).Sum(SourceBytes);
    }

    // Of what a node is made of: parameters and tables.
    private long SourceBytes(Node node) => node.Operator switch
    {
        LoadParameter or Constant or Prepare => node.Results.Sum(result => LoadTime.Bytes(result.Type)),
        Invocation call => _parameterBytes[call.Callee],
        _ => 0,
    };

    // Of these only a few rows are read, and computed where they are read.
    private static HashSet<Value> OnlyGathered(Function function)
    {
        var gathered = new HashSet<Value>(function.Nodes.Where(n => n.Operator is Gather).Select(n => n.Inputs[0]));
        gathered.ExceptWith(function.Results);
        foreach (var node in function.Nodes)
            gathered.ExceptWith(node.Operator is Gather ? node.Inputs.Skip(1) : node.Inputs);
        return gathered;
    }

    private static HashSet<Node> Behind(IEnumerable<Node> roots)
    {
        var behind = new HashSet<Node>();
        var pending = new Stack<Node>(roots);
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (!behind.Add(node))
                continue;
            foreach (var input in node.Inputs)
                pending.Push(input.Producer);
        }

        return behind;
    }
}
