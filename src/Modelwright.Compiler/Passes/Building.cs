using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes;

/// <summary>Views and facts that several passes need.</summary>
internal static class Building
{
    /// <summary>The value in another shape of the same elements, read behind earlier reshapes.</summary>
    public static Value Reshaped(this Rewriter to, Value value, Shape shape)
    {
        while (!value.Shape.Equals(shape) && value.Producer.Operator is Reshape)
            value = value.Producer.Inputs[0];
        return value.Shape.Equals(shape) ? value : to.Add(new Reshape(shape), value);
    }

    /// <summary>The value with its axes in another order, read behind earlier transposes.</summary>
    public static Value Transposed(this Rewriter to, Value value, IEnumerable<int> permutation)
    {
        var order = permutation.ToList();
        for (; value.Producer.Operator is Transpose inner; value = value.Producer.Inputs[0])
            order = order.Select(axis => inner.Permutation[axis]).ToList();
        return order.SequenceEqual(Enumerable.Range(0, order.Count)) ? value : to.Add(new Transpose(new EquatableList<int>(order)), value);
    }

    /// <summary>The value broadcast to a shape, read behind earlier expansions.</summary>
    public static Value Expanded(this Rewriter to, Value value, Shape shape)
    {
        while (!value.Shape.Equals(shape) && value.Producer.Operator is Expand)
            value = value.Producer.Inputs[0];
        return value.Shape.Equals(shape) ? value : to.Add(new Expand(shape), value);
    }

    /// <summary>The number that every element of a value is known to be, or null.</summary>
    public static double? Uniform(this Value value)
    {
        while (value.Producer.Operator is Reshape or Transpose or Expand or Repeat)
            value = value.Producer.Inputs[0];
        return value.Producer.Operator is Constant { Data: { Count: > 0 } data } && data.All(x => x.Equals(data[0])) ? data[0] : null;
    }
}
