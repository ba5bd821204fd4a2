using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.OnnxRuntime.Verification;

/// <summary>How large the elements of inputs may be that are used as indices, such as token ids.</summary>
internal static class IndexBounds
{
    /// <summary>By input, the extents of the axes that it indexes: every element must be below each of them.</summary>
    /// <param name="model">A model without calls.</param>
    public static ILookup<string, Dim> Of(ModelGraph model)
    {
        var ports = model.Main.Arguments.Zip(model.Inputs).ToDictionary(input => input.First, input => input.Second.Name);
        var bounds =
            from node in model.Main.Nodes
            let gather = node.Operator as Gather
            where gather is not null
            from argument in Sources(node.Inputs[1])
            select (Input: ports[argument], Bound: node.Inputs[0].Shape[gather.Axis]);
        return bounds.ToLookup(b => b.Input, b => b.Bound, StringComparer.Ordinal);
    }

    // The arguments whose elements reach the value unchanged.
    private static IEnumerable<Value> Sources(Value value) => value.Producer.Operator switch
    {
        Argument => [value],
        Reshape or Transpose or Slice or Expand or Repeat or History or Cast => Sources(value.Producer.Inputs[0]),
        Gather => Sources(value.Producer.Inputs[0]),
        Concat => value.Producer.Inputs.SelectMany(Sources),
        Select => value.Producer.Inputs.Skip(1).SelectMany(Sources),
        _ => [],
    };
}
