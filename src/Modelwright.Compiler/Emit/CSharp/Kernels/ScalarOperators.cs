using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Pointwise operators on single numbers of any type.</summary>
internal static class ScalarOperators
{
    /// <summary>An operator applied to expressions of a wide type.</summary>
    public static Expression Apply(PointwiseOperator op, IReadOnlyList<Expression> operands)
    {
        return op switch
        {
            Less => Expression.Infix(operands[0], "<", operands[1], Precedence.Logical),
            LessOrEqual => Expression.Infix(operands[0], "<=", operands[1], Precedence.Logical),
            Equal => Expression.Infix(operands[0], "==", operands[1], Precedence.Logical),
            And => Expression.Infix(operands[0], "&&", operands[1], Precedence.Logical),
            Or => Expression.Infix(operands[0], "||", operands[1], Precedence.Logical),
            Not => new Expression("!" + operands[0].Within(Precedence.Primary), Precedence.Unary),
            Select => new Expression($"{operands[0].Within(Precedence.Logical)} ? {operands[1].Within(Precedence.Logical)} : {operands[2].Within(Precedence.Logical)}", Precedence.Conditional),
            _ => Expression.Of(op, $"Scalar.{op.GetType().Name}({string.Join(", ", operands.Select((_, i) => "{" + i + "}"))})", operands),
        };
    }

    /// <summary>A conversion, as the language defines it: saturating from floats to integers, wrapping between integers.</summary>
    public static Expression Cast(Expression operand, ElementType from, ElementType to)
    {
        if (from == to)
            return operand;
        if (from == ElementType.Bool)
        {
            var choice = new Expression($"{operand.Within(Precedence.Logical)} ? {Literals.Number(1, to)} : {Literals.Number(0, to)}", Precedence.Conditional);
            return to is ElementType.Int8 or ElementType.UInt8 ? new($"({to.CSharp()})({choice.Text})", Precedence.Unary) : choice;
        }

        if (to == ElementType.Bool)
            return Expression.Infix(operand, "!=", new("0"), Precedence.Logical);
        if (to == ElementType.BFloat16 || from == ElementType.BFloat16 || (to.IsInteger() && from.IsFloat()))
            return new($"Scalar.{(from == ElementType.BFloat16 ? "FromBFloat16" : "To" + to)}({operand.Text})");
        return new($"({to.CSharp()}){operand.Within(Precedence.Primary)}", Precedence.Unary);
    }
}
