using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>Adds nodes to those of a step: operands put together from the tensors of a formula.</summary>
internal sealed class StepNodes
{
    private readonly List<Node> _nodes = [];

    /// <summary>The nodes, in order.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Adds a node of one result.</summary>
    public Value Add(Operator op, params Value[] inputs)
    {
        var node = new Node(op, inputs, inputs.Select(i => i.Producer.Origin).FirstOrDefault(o => o is not null));
        _nodes.Add(node);
        return node.Result;
    }

    /// <summary>A scalar.</summary>
    public Value Number(double value) => Add(new Constant(new TensorType(ElementType.Float32), new EquatableList<double>([value])));

    /// <summary>The value in a shape to which it broadcasts.</summary>
    public Value Expanded(Value value, Shape shape) => value.Shape.Equals(shape) ? value : Add(new Expand(shape), value);

    /// <summary>The value in another shape of the same elements.</summary>
    public Value Reshaped(Value value, Shape shape) => value.Shape.Equals(shape) ? value : Add(new Reshape(shape), value);

    /// <summary>A sum of products with an axis for each of some indices; of extent 1 where no product has that index.</summary>
    public Value Sum(IReadOnlyList<Product> products, IReadOnlyList<Letter> letters)
    {
        if (products.Count == 0)
            return Reshaped(Number(0), new Shape(letters.Select(_ => Dim.One)));
        return products.Select(p => Product(p, letters)).Aggregate((sum, next) => Add(new Add(), sum, next));
    }

    /// <summary>A product with an axis for each of some indices; of extent 1 where it doesn't have that index.</summary>
    public Value Product(Product formula, IReadOnlyList<Letter> letters)
    {
        var scale = formula.Scale;
        Value? product = null;
        foreach (var factor in formula.Factors.OrderBy(f => f.Kind == FactorKind.Times ? 0 : f.Kind == FactorKind.Over ? 1 : 2))
        {
            var value = Laid(factor, letters);
            product = factor.Kind switch
            {
                FactorKind.Times => product is null ? value : Add(new Mul(), product, value),
                FactorKind.Over => Add(new Div(), product ?? Take(1), value),
                FactorKind.Where => Add(new Select(), value, product ?? Take(1), Number(0)),
                _ => Add(new Select(), value, Number(0), product ?? Take(1)),
            };
        }

        product ??= Reshaped(Take(1), new Shape(letters.Select(_ => Dim.One)));
        return scale == 1 ? product : Add(new Mul(), product, Number(scale));

        // The number stands where the first factor would, and is not multiplied again.
        Value Take(double one)
        {
            (one, scale) = (one * scale, 1);
            return Number(one);
        }
    }

    // The tensor with its axes where the indices stand.
    private Value Laid(Factor factor, IReadOnlyList<Letter> letters)
    {
        var own = factor.Letters.ToList();
        var value = Reshaped(factor.Value, new Shape(own.Select(letter => letter.Extent)));
        var order = letters.Where(own.Contains).Select(letter => own.IndexOf(letter)).ToList();
        if (!order.SequenceEqual(Enumerable.Range(0, order.Count)))
            value = Add(new Transpose(new EquatableList<int>(order)), value);
        return Reshaped(value, new Shape(letters.Select(letter => own.Contains(letter) ? letter.Extent : Dim.One)));
    }
}
