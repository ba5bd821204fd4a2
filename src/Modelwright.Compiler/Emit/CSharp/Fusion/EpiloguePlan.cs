using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Emit.CSharp.Fusion;

/// <summary>
/// Which tensors are computed as the epilogue of a product: element by element where the product has just stored its own, whose place they
/// take. So the product needs no memory, nobody waits for it, and it is read while it is in the nearest cache.
/// </summary>
/// <remarks>
/// Only the loops of one tensor may read the product, and those at the element that they store. The product is written where that
/// tensor stands, so that everything else they read is there.
/// </remarks>
internal sealed class EpiloguePlan
{
    /// <summary>What it is called where it is left out.</summary>
    public const string Name = "fuse-epilogues";

    private readonly Dictionary<Value, Node> _products = [];
    private readonly HashSet<Node> _fused = [];

    private EpiloguePlan()
    {
    }

    /// <summary>The plan in which every product stands by itself.</summary>
    public static EpiloguePlan None { get; } = new();

    /// <summary>The products with an epilogue, and what that computes.</summary>
    public IEnumerable<(Node Product, Value Result)> All => _products.Select(pair => (pair.Value, pair.Key));

    /// <summary>The product whose epilogue computes a tensor, or null.</summary>
    public Node? ProductOf(Value value) => _products.TryGetValue(value, out var product) ? product : null;

    /// <summary>Whether a product is written together with its epilogue.</summary>
    public bool IsFused(Node product) => _fused.Contains(product);

    /// <summary>Makes the plan of a function, given which tensors are in memory.</summary>
    public static EpiloguePlan Of(Function function, FusionPlan fusion, StreamAxis? stream)
    {
        var plan = new EpiloguePlan();
        var readers = function.Nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(use => use.input, use => use.node);
        foreach (var node in function.Nodes.Reverse())
        {
            // Of several products that a tensor is computed from, the last one has it as its epilogue.
            if (WeightProduct.Of(node) is not null && OnlyReader(node.Result) is { } reader && !plan._products.ContainsKey(reader) && EpilogueForm.Of(node, reader, Find, stream) is not null)
                plan.Fuse(node, reader);

            Buffer? Find(Value value) => !fusion.IsStored(value) ? null
                : new Buffer(value == node.Result ? EpilogueForm.Product : "", value.Type.Element, new(HistoryLayout.Strides(value)));
        }

        return plan;

        Value? OnlyReader(Value product)
        {
            if (function.Results.Contains(product))
                return null;
            var found = new HashSet<Value>();
            var pending = new Stack<Value>([product]);
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

    private void Fuse(Node product, Value result)
    {
        _products[result] = product;
        _fused.Add(product);
    }
}
