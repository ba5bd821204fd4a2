using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>
/// Products of one activation with several weights become one product with all of them, of whose rows each reader takes
/// its part: the projections to queries, keys and a gate, the two halves of a gated feed-forward. So the activation is
/// laid out for the tiles once, and a step walks through one weight instead of several small ones.
/// </summary>
/// <remarks>
/// Only where nobody has to copy: all that read a result do so in loops or at strides. A weight that anything else reads
/// stays by itself, so that none is in memory twice. Assumes that <see cref="NativeForms"/> has run.
/// </remarks>
internal static class MergeProducts
{
    // Wider products work on one block of their weight after another anyway, so nothing is saved by making them wider.
    private const int MostOutputs = 1024;

    /// <summary>What it is called where it is left out.</summary>
    public const string Name = "merge-products";

    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var readers = new ParameterReaders(graph);
        return DeadCode.Run(Rewriter.Run(graph, function => Merge(function, readers)));
    }

    private static Rewriter.Rule Merge(Function function, ParameterReaders readers)
    {
        var uses = new Uses(function);
        var merged = function.Nodes.Where(node => Plain(node) is { } weight && readers.IsOnly(function, weight.Path) && uses.AreOf(node.Inputs[1], node) && uses.AreStrided(node.Result))
            .GroupBy(node => (Left: node.Inputs[0], Letters.Of((Einsum)node.Operator).Rows.Length))
            .SelectMany(group => Together(group.ToList()))
            .Where(nodes => nodes.Count > 1)
            .SelectMany(nodes => Members(new MergedProduct(nodes, nodes.Select(node => Plain(node)!).ToList())))
            .ToDictionary(member => member.Node, member => member.Product);
        return (to, node, inputs) => merged.TryGetValue(node, out var product) ? [product.Part(to, node, inputs[0])] : null;

        static IEnumerable<(Node Node, MergedProduct Product)> Members(MergedProduct product) => product.Nodes.Select(node => (node, product));
    }

    /// <summary>Neighbours that are not too wide together.</summary>
    private static IEnumerable<IReadOnlyList<Node>> Together(IReadOnlyList<Node> nodes)
    {
        var (group, width) = (new List<Node>(), 0L);
        foreach (var node in nodes)
        {
            var outputs = WeightProduct.Of(node)!.Outputs.Aggregate(1L, (count, axis) => count * axis.Extent.Value!.Value);
            if (width + outputs > MostOutputs && group.Count > 0)
            {
                yield return group;
                (group, width) = ([], 0);
            }

            group.Add(node);
            width += outputs;
        }

        yield return group;
    }

    /// <summary>The parameter that a product reads whole and as it is stored, or null.</summary>
    private static LoadParameter? Plain(Node node) =>
        WeightProduct.Of(node) is { Weight.Source: LoadParameter load } product && product.IsPlain(load.Type) ? load : null;

    /// <summary>Who reads the values of a function.</summary>
    private sealed class Uses(Function function)
    {
        private readonly ILookup<Value, (Node Node, int Operand)> _readers =
            function.Nodes.SelectMany(node => node.Inputs.Select((input, i) => (input, (node, i)))).ToLookup(use => use.input, use => use.Item2);

        /// <summary>Whether a product alone reads what it multiplies by, itself or through views.</summary>
        public bool AreOf(Value weight, Node product)
        {
            for (; weight.Producer.Operator is not LoadParameter; weight = weight.Producer.Inputs[0])
            {
                if (_readers[weight].Count() > 1)
                    return false;
            }

            return _readers[weight].Count() == 1 && function.Results.All(result => result != weight);
        }

        /// <summary>Whether all that read a value read it where it lies when its rows are apart.</summary>
        public bool AreStrided(Value value) => !function.Results.Contains(value) && _readers[value].All(use =>
            use.Node.Operator.IsView() ? AreStrided(use.Node.Result) : IsStrided(use.Node, use.Operand));

        // A list is put together where its items are computed, so they have to lie there by themselves.
        private static bool IsStrided(Node node, int operand) => node.Operator switch
        {
            Concat => false,
            Einsum => WeightProduct.Of(node) is null,
            LinearScan => operand > 0,
            var op => FusionPlan.IsComputedInLoops(op),
        };
    }
}
