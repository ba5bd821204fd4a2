using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Fusion;

/// <summary>
/// Two axes of a mask and how far it lets the key run ahead of the query: the mask holds exactly where
/// key &lt;= query + <paramref name="Lead"/>.
/// </summary>
/// <param name="Key">The frame's axis along which the read index runs.</param>
/// <param name="Query">The frame's axis along which the reading index runs.</param>
/// <param name="Lead">0 for <c>s &lt;= t</c>, -1 for <c>s &lt; t</c>.</param>
internal sealed record CausalMask(int Key, int Query, double Lead)
{
    /// <summary>Reads a mask as a comparison of two indices; null where it is anything else.</summary>
    public static CausalMask? Recognise(Placement mask) => mask.Value.Producer.Operator switch
    {
        LessOrEqual => Compare(mask, 0),
        Less => Compare(mask, -1),
        Constant constant when mask.Axes.Count == 2 && mask.Covered.Count() == 2 => Triangle(mask, constant.Data),
        _ => null,
    };

    /// <summary>The masks that all must hold for this one to hold.</summary>
    public static IEnumerable<Placement> Conjuncts(Placement mask)
    {
        var pending = new Stack<Placement>([mask]);
        while (pending.Count > 0)
        {
            var next = pending.Pop();
            if (next.Value.Producer.Operator is And)
            {
                pending.Push(next.Operand(1));
                pending.Push(next.Operand(0));
            }
            else
            {
                yield return next;
            }
        }
    }

    private static CausalMask? Compare(Placement mask, double lead) =>
        Index(mask.Operand(0)) is var (key, ahead) && Index(mask.Operand(1)) is var (query, behind) && key != query
            ? new CausalMask(key, query, lead + behind - ahead)
            : null;

    // An index along an axis plus a constant.
    private static (int Axis, double Offset)? Index(Placement index)
    {
        var offset = 0.0;
        while (true)
        {
            var inputs = index.Value.Producer.Inputs;
            switch (index.Value.Producer.Operator)
            {
                case Iota when index.Covered.Any():
                    return (index.Axes[0], offset);
                case Cast { To: not ElementType.Bool } when inputs[0].Type.Element != ElementType.Bool:
                    index = index.Operand(0);
                    break;
                case Add when inputs[1].Uniform() is { } c:
                    (index, offset) = (index.Operand(0), offset + c);
                    break;
                case Add when inputs[0].Uniform() is { } c:
                    (index, offset) = (index.Operand(1), offset + c);
                    break;
                case Sub when inputs[1].Uniform() is { } c:
                    (index, offset) = (index.Operand(0), offset - c);
                    break;
                default:
                    return null;
            }
        }
    }

    private static CausalMask? Triangle(Placement mask, IReadOnlyList<double> data)
    {
        var columns = (int)mask.Value.Shape[1].Value!;
        if (Enumerable.Range(0, data.Count).All(i => data[i] != 0 == i % columns <= i / columns))
            return new CausalMask(mask.Axes[1], mask.Axes[0], 0);
        return Enumerable.Range(0, data.Count).All(i => data[i] != 0 == i / columns <= i % columns)
            ? new CausalMask(mask.Axes[0], mask.Axes[1], 0)
            : null;
    }
}
