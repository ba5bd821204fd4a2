using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>Several products of one activation as one.</summary>
/// <param name="Nodes">The products, in order.</param>
/// <param name="Weights">What each multiplies by.</param>
internal sealed record MergedProduct(IReadOnlyList<Node> Nodes, IReadOnlyList<LoadParameter> Weights)
{
    private Value? _whole;

    /// <summary>What one of the products gave: a part of each row of the whole.</summary>
    public Value Part(Rewriter to, Node node, Value x)
    {
        _whole ??= Multiply(to, x);
        var place = Nodes.ToList().IndexOf(node);
        var stack = Stack;
        var start = Enumerable.Range(0, place).Sum(stack.Rows);
        var part = to.Add(new Slice(_whole.Shape.Rank - 1, start, stack.Rows(place)), _whole);
        return to.Reshaped(part, node.Result.Shape);
    }

    private Letters Letters => Letters.Of((Einsum)Nodes[0].Operator);

    private LoadStack Stack => new(new(Weights), Summed.Aggregate(1L, (width, extent) => width * extent.Value!.Value));

    private IEnumerable<Dim> Summed => Nodes[0].Inputs[0].Shape.Skip(Letters.Rows.Length);

    private Value Multiply(Rewriter to, Value x)
    {
        var letters = Letters;
        var column = letters.Columns[0];
        var stack = to.Add(Stack);
        var weight = to.Reshaped(stack, new Shape([stack.Shape[0], .. Summed]));
        var product = to.Add(new Einsum($"{letters.Left},{column}{letters.Summed}->{letters.Rows}{column}"), x, weight);
        product.Name = string.Join(" ", Nodes.Select(node => node.Result.Name).OfType<string>().Distinct());
        return product;
    }
}
