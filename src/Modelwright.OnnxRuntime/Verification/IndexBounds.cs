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
        return Of(model.Main).ToLookup(b => ports[b.Argument], b => b.Bound, StringComparer.Ordinal);
    }

    // By argument; those of a function that a node runs are elements of the node's operands.
    private static IEnumerable<(Value Argument, Dim Bound)> Of(Function function) =>
        from node in function.Nodes
        from use in Uses(node)
        from argument in Sources(use.Indices)
        select (argument, use.Bound);

    private static IEnumerable<(Value Indices, Dim Bound)> Uses(Node node) => node.Operator switch
    {
        Gather gather => [(node.Inputs[1], node.Inputs[0].Shape[gather.Axis])],
        Invocation call => Of(call.Callee).Select(b => (node.Inputs[call.Leading + call.Callee.Arguments.ToList().IndexOf(b.Argument)], b.Bound)),
        _ => [],
    };

    // The arguments whose elements reach the value unchanged.
    private static IEnumerable<Value> Sources(Value value) => value.Producer.Operator switch
    {
        Argument => [value],
        Reshape or Transpose or Slice or Slide or Window or Expand or Repeat or History or Cast => Sources(value.Producer.Inputs[0]),
        Gather => Sources(value.Producer.Inputs[0]),
        Concat => value.Producer.Inputs.SelectMany(Sources),
        Select => value.Producer.Inputs.Skip(1).SelectMany(Sources),
        _ => [],
    };
}
