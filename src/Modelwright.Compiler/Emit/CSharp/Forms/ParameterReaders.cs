using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>Which functions read a model's parameters: an instance may be that of several.</summary>
internal sealed class ParameterReaders
{
    private readonly Dictionary<string, (Function Function, string Path)> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<(Function, string)> _shared = [];
    private readonly HashSet<(Function, string)> _seen = [];

    /// <summary>Looks at a whole model.</summary>
    public ParameterReaders(ModelGraph graph) => Look(graph.Main, "");

    /// <summary>Whether no other function reads, in any instance, what a function reads at a path.</summary>
    public bool IsOnly(Function function, string path) => !_shared.Contains((function, path));

    private void Look(Function function, string instance)
    {
        if (!_seen.Add((function, instance)))
            return;
        foreach (var op in function.Nodes.Select(node => node.Operator))
        {
            if (op is LoadParameter load)
                Read(Instances.Join(instance, load.Path), (function, load.Path));
            else if (op is Invocation call)
                Look(call.Callee, Instances.Join(instance, call.Path));
        }
    }

    private void Read(string path, (Function, string) reader)
    {
        if (!_readers.TryGetValue(path, out var first))
        {
            _readers[path] = reader;
        }
        else if (first != reader)
        {
            _shared.Add(first);
            _shared.Add(reader);
        }
    }
}
