using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes;

/// <summary>
/// Computes float16 and bfloat16 in float, and int8 and uint8 in int32: back ends have arithmetic for the wide types alone.
/// Operands are cast up and each result is cast back, which rounds or wraps it as the type does. Guarantees that narrow
/// types are only stored, moved and cast to or from their wide type, and that no constant is a narrow float; running it again changes nothing.
/// </summary>
public static class WidenNarrowTypes
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => Rewriter.Run(
        graph, (to, node, inputs) => node.Operator is RecurrenceOperator ? WidenResults(to, node, inputs) : WidenResult(to, node, inputs) is { } result ? [result] : null);

    private static Value? WidenResult(Rewriter to, Node node, IReadOnlyList<Value> inputs)
    {
        switch (node.Operator)
        {
            case Cast { To: var target }:
                var between = Between(inputs[0].Type.Element, target);
                return between is { } wide ? to.Add(new Cast(target), to.Add(new Cast(wide), inputs[0])) : null;
            case Constant { Type: var type } constant when IsNarrowFloat(type.Element):
                var held = new EquatableList<double>(constant.Data.Select(x => type.Element.Hold(x)));
                return to.Add(new Cast(type.Element), to.Add(new Constant(new TensorType(ElementType.Float32, type.Shape), held)));
            case PointwiseOperator or AxisOperator or Einsum or Attention or Pool when inputs.Any(i => IsNarrow(i.Type.Element)):
                return WidenResults(to, node, inputs)!.Single();
            default:
                return null;
        }
    }

    // A recurrence rounds its results alone: between its steps the state is as wide as what computes it.
    private static IReadOnlyList<Value>? WidenResults(Rewriter to, Node node, IReadOnlyList<Value> inputs)
    {
        if (!inputs.Any(i => IsNarrow(i.Type.Element)))
            return null;
        return to.AddNode(node.Operator, inputs.Select(i => IsNarrow(i.Type.Element) ? to.Add(new Cast(Wide(i.Type.Element)), i) : i).ToList())
            .Zip(node.Results, (wide, old) => wide.Type.Equals(old.Type) ? wide : to.Add(new Cast(old.Type.Element), wide))
            .ToList();
    }

    /// <summary>What a cast goes through: a narrow float is only ever cast to and from float.</summary>
    private static ElementType? Between(ElementType from, ElementType to) =>
        from != to && ((IsNarrowFloat(from) && to != ElementType.Float32) || (IsNarrowFloat(to) && from != ElementType.Float32)) ? ElementType.Float32 : null;

    private static bool IsNarrowFloat(ElementType element) => element is ElementType.Float16 or ElementType.BFloat16;

    private static bool IsNarrow(ElementType element) => IsNarrowFloat(element) || element is ElementType.Int8 or ElementType.UInt8;

    private static ElementType Wide(ElementType element) => element.IsFloat() ? ElementType.Float32 : ElementType.Int32;
}
