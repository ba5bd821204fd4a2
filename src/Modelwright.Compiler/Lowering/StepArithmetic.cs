using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Lowering;

/// <summary>Pointwise operators on expressions: affine ones, what rectifiers make, and products.</summary>
internal sealed class StepArithmetic(StepProgram program, Node node)
{
    private const int LargestPower = 8;

    /// <summary>One element of an operator's result.</summary>
    public Affine Apply(PointwiseOperator op, Affine[] x)
    {
        if (op is Select && x[0].IsConstant)
            return x[0].Constant != 0 ? x[1] : x[2];
        if (x.Select(e => e.Obstacle).FirstOrDefault(o => o is not null) is { } obstacle)
            return Affine.Refused(obstacle);
        return op switch
        {
            Add => x[0] + x[1],
            Sub => x[0] - x[1],
            Neg => -1 * x[0],
            Mul => Multiply(x[0], x[1]),
            Div when x[1].IsConstant && x[1].Constant != 0 => (1 / x[1].Constant) * x[0],
            Div => Refuse("a division by what changes from step to step", "only numbers may divide"),
            Max => Greater(x[0], x[1]),
            Min => Lesser(x[0], x[1]),
            Abs => Rectify(x[0]) + Rectify(-1 * x[0]),
            Pow when x[1].IsConstant && x[1].Constant is >= 1 and <= LargestPower and var power && power == Math.Floor(power) =>
                Enumerable.Repeat(x[0], (int)power).Aggregate(Multiply),
            Cast cast when Keeps(cast) => x[0],
            Cast => Refuse("a conversion that drops digits", "an LSRL program keeps floats"),
            Less or LessOrEqual or Graph.Operators.Equal => Refuse("a comparison of what changes from step to step", "write larger, smaller or equal, which are made of rectifiers"),
            Select => Refuse("a choice by what changes from step to step", "write ifelse, which is made of rectifiers or products"),
            _ when Array.TrueForAll(x, e => e.IsConstant) => Refuse($"'{op.Name}'", "it has no value here"),
            _ => Refuse($"'{op.Name}' of what changes from step to step", "an LSRL program has affine maps, rectifiers and products"),
        };
    }

    /// <summary>The product.</summary>
    public Affine Multiply(Affine a, Affine b) => program.Multiply(a, b, Place.Of(node));

    /// <summary>max(a, b).</summary>
    public Affine Greater(Affine a, Affine b) => a.IsConstant ? a + Rectify(b - a) : b + Rectify(a - b);

    /// <summary>min(a, b).</summary>
    public Affine Lesser(Affine a, Affine b) => b.IsConstant ? b - Rectify(b - a) : a - Rectify(a - b);

    private Affine Rectify(Affine x) => program.Rectify(x, Place.Of(node));

    // A float32 holds what a step has of integers, and 0 and 1 of a bool.
    private bool Keeps(Cast cast) => cast.To == ElementType.Float32 || (cast.To == ElementType.Int64 && !node.Inputs[0].Type.Element.IsFloat());

    private Affine Refuse(string what, string instead) => Affine.Refused(new Obstacle($"{what}: {instead}", Place.Of(node)));
}
