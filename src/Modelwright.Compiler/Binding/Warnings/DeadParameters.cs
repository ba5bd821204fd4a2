using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Std;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Warnings;

/// <summary>
/// Finds parameters that are read, but reach no output: the value that was made with them is replaced before anything uses it.
/// They keep their paths, so a checkpoint still fits.
/// </summary>
internal sealed class DeadParameters(DiagnosticBag diagnostics)
{
    /// <summary>Checks a model as bound.</summary>
    public void Check(ModelGraph graph)
    {
        // What matters in one round of a loop is no mistake in another.
        var live = new HashSet<Node>(graph.Functions.SelectMany(Live));
        var places = new HashSet<Location?>(live.Select(n => n.Origin));
        // A recurrence's states start and stay outside of what its steps give.
        var steps = new HashSet<Function>(graph.Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<Scan>().Select(s => s.Callee));
        var functions = graph.Functions.Where(f => !steps.Contains(f) && !f.Nodes.Any(n => n.Operator is Scan));
        foreach (var node in functions.SelectMany(f => f.Nodes).Where(n => !live.Contains(n) && !places.Contains(n.Origin)))
            Check(node);
    }

    private void Check(Node node)
    {
        // Inside the library the caller cannot help it.
        if (node.Origin is not { } origin || StandardLibrary.Contains(origin.Source))
            return;
        if (node.Operator is LoadParameter parameter)
            diagnostics.Report(Diagnostics.DeadParameter, origin, $"parameter '{parameter.Path}' cannot influence any output");
        else if (node.Operator is Call { Path.Length: > 0 } call && HasParameters(call.Callee))
            diagnostics.Report(Diagnostics.DeadParameter, origin, $"the parameters of '{call.Path}' cannot influence any output: nothing reads what this call gives");
    }

    private static HashSet<Node> Live(Function function)
    {
        var live = new HashSet<Node>();
        var open = new Stack<Node>(function.Results.Select(r => r.Producer));
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!live.Add(node))
                continue;
            foreach (var input in node.Inputs)
                open.Push(input.Producer);
        }

        return live;
    }

    private static bool HasParameters(Function function) =>
        function.Parameters.Count > 0 || function.Nodes.Any(n => n.Operator is Invocation inner && HasParameters(inner.Callee));
}
