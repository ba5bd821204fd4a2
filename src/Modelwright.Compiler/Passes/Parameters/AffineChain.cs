using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Parameters;

/// <summary>
/// A value that is base·s + c with s and c known when weights are loaded: sums, differences, products and quotients with such
/// operands one after another, each read by the next alone.
/// </summary>
internal sealed class AffineChain
{
    private readonly Value _value;
    private readonly List<(Operator Operator, Value Operand, bool IsLeft)> _steps = [];

    private AffineChain(Value value) => (_value, Base) = (value, value);

    /// <summary>What is scaled.</summary>
    public Value Base { get; private set; }

    /// <summary>Whether some parameter scales, not just a number.</summary>
    public bool HasScale { get; private set; }

    /// <summary>The axes of the value along which the scale or the offset differs.</summary>
    public IEnumerable<int> Axes => _steps.SelectMany(step => AxesOf(step.Operand)).Distinct();

    /// <summary>The axes along which the scale differs.</summary>
    public IEnumerable<int> ScaledAxes => _steps.Where(step => step.Operator is Mul or Div).SelectMany(step => AxesOf(step.Operand)).Distinct();

    /// <summary>The chain that ends in a value, or null where that depends on no parameter besides its base.</summary>
    public static AffineChain? Of(Value value, LoadTime loadTime, Func<Value, bool> isReadOnce)
    {
        var chain = new AffineChain(value);
        var hasParameter = false;
        while ((chain.Base == value || isReadOnce(chain.Base)) && Step(chain.Base.Producer, loadTime) is { } step)
        {
            var node = chain.Base.Producer;
            var operand = node.Inputs[1 - step];
            hasParameter |= loadTime.IsOfParameters(operand);
            chain.HasScale |= node.Operator is Mul or Div && loadTime.IsOfParameters(operand);
            chain._steps.Insert(0, (node.Operator, operand, step == 1));
            chain.Base = node.Inputs[step];
        }

        return hasParameter ? chain : null;
    }

    /// <summary>Whether a node is one more step on a value.</summary>
    public static bool Continues(Node node, Value value, LoadTime loadTime) => Step(node, loadTime) is { } step && node.Inputs[step] == value;

    /// <summary>The scale and the offset; null where there is none.</summary>
    public (Value? Scale, Value? Offset) Compute(Rewriter to)
    {
        Value? scale = null, offset = null;
        foreach (var (op, old, isLeft) in _steps)
        {
            var operand = to[old];
            switch (op)
            {
                case Mul or Div:
                    scale = scale is not null ? to.Add(op, scale, operand) : op is Mul ? operand : to.Add(op, One(), operand);
                    offset = offset is null ? null : to.Add(op, offset, operand);
                    break;
                case Add:
                    offset = offset is null ? operand : to.Add(op, offset, operand);
                    break;
                case Sub when isLeft:
                    scale = to.Add(new Neg(), scale ?? One());
                    offset = offset is null ? operand : to.Add(op, operand, offset);
                    break;
                default:
                    offset = offset is null ? to.Add(new Neg(), operand) : to.Add(op, offset, operand);
                    break;
            }
        }

        return (scale, offset);

        Value One() => to.AddScalar(_value.Type.Element, 1);
    }

    // Which operand of a node goes on being scaled, or null.
    private static int? Step(Node node, LoadTime loadTime)
    {
        if (node.Operator is not (Add or Sub or Mul or Div) || node.Result.Type.Element != ElementType.Float32)
            return null;
        for (var i = 0; i < (node.Operator is Div ? 1 : 2); i++)
        {
            if (!loadTime.Knows(node.Inputs[i]) && loadTime.Knows(node.Inputs[1 - i]) && node.Inputs[i].Shape.Equals(node.Result.Shape))
                return i;
        }

        return null;
    }

    private IEnumerable<int> AxesOf(Value operand) =>
        Enumerable.Range(0, operand.Shape.Rank).Where(axis => !operand.Shape[axis].Equals(Dim.One)).Select(axis => axis + _value.Shape.Rank - operand.Shape.Rank);
}
