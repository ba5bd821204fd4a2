using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Emit.CSharp.Fusion;

/// <summary>
/// Which tensors are computed as the epilogue of a kernel, of a product with a weight or of attention: element by element where the kernel
/// has just stored its own, whose place they take. So what the kernel makes needs no memory, nobody waits for it, and it is read while it is
/// in the nearest cache.
/// </summary>
/// <remarks>
/// Only the loops of one tensor may read what the kernel makes, and those at the element that they store. The kernel is called where that
/// tensor stands, so that everything else they read is there.
/// </remarks>
internal sealed class EpiloguePlan
{
    /// <summary>What it is called where it is left out.</summary>
    public const string Name = "fuse-epilogues";

    private readonly Dictionary<Value, Node> _sources = [];
    private readonly HashSet<Node> _fused = [];

    private EpiloguePlan()
    {
    }

    /// <summary>The plan in which every kernel's result stands by itself.</summary>
    public static EpiloguePlan None { get; } = new();

    /// <summary>The nodes with an epilogue, and what that computes.</summary>
    public IEnumerable<(Node Node, Value Result)> All => _sources.Select(pair => (pair.Value, pair.Key));

    /// <summary>The node whose epilogue computes a tensor, or null.</summary>
    public Node? SourceOf(Value value) => _sources.TryGetValue(value, out var source) ? source : null;

    /// <summary>Whether a node is written together with its epilogue.</summary>
    public bool IsFused(Node node) => _fused.Contains(node);

    /// <summary>Makes the plan of a function, given which tensors are in memory.</summary>
    public static EpiloguePlan Of(Function function, FusionPlan fusion, StreamAxis? stream)
    {
        var plan = new EpiloguePlan();
        var readers = function.Nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(use => use.input, use => use.node);

        // Of several that a tensor is computed from, an attention has it as its epilogue, since products of what the attention reads need
        // not wait for it; else the last one.
        foreach (var node in function.Nodes.Reverse().Where(EpilogueForm.IsTakenBy).OrderBy(node => node.Operator is Attention ? 0 : 1))
        {
            if (OnlyReader(node.Result) is { } reader && !plan._sources.ContainsKey(reader) && EpilogueForm.Of(node, reader, Find, stream) is not null)
                plan.Fuse(node, reader);

            Buffer? Find(Value value) => !fusion.IsStored(value) ? null
                : new Buffer(value == node.Result ? EpilogueForm.Source : "", value.Type.Element, new(HistoryLayout.Strides(value)));
        }

        return plan;

        Value? OnlyReader(Value source)
        {
            if (function.Results.Contains(source))
                return null;
            var found = new HashSet<Value>();
            var pending = new Stack<Value>([source]);
            while (pending.Count > 0)
            {
                foreach (var reader in readers[pending.Pop()])
                {
                    if (!FusionPlan.IsComputedInLoops(reader.Operator))
                        return null;
                    if (fusion.IsStored(reader.Result))
                        found.Add(reader.Result);
                    else
                        pending.Push(reader.Result);
                }
            }

            return found.Count == 1 ? found.Single() : null;
        }
    }

    private void Fuse(Node node, Value result)
    {
        _sources[result] = node;
        _fused.Add(node);
    }
}
