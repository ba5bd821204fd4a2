using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>
/// Tells tensors of numbers that are integers whatever their type, as their formula shows: a count such as
/// <c>sum[k](where(limit[k] &lt;= x, 1, 0))</c> may be an index.
/// </summary>
internal static class Integral
{
    // A formula that counts is short; a long one is not followed to its end.
    private const int Depth = 32;

    public static bool Holds(Value value) => Holds(value, Depth);

    private static bool Holds(Value value, int depth)
    {
        if (!value.Type.Element.IsFloat())
            return true;
        if (depth == 0)
            return false;
        var inputs = value.Producer.Inputs;
        return value.Producer.Operator switch
        {
            Constant constant => constant.Data.All(number => Math.Floor(number) == number),
            Floor => true,
            Select => Holds(inputs[1], depth - 1) && Holds(inputs[2], depth - 1),
            Reduce { Kind: ReduceKind.Sum or ReduceKind.Prod or ReduceKind.Max or ReduceKind.Min } => Holds(inputs[0], depth - 1),
            Cast or Neg or Abs or Add or Sub or Mul or Min or Max
                or Reshape or Transpose or Slice or Expand or Repeat => inputs.All(input => Holds(input, depth - 1)),
            _ => false,
        };
    }
}
