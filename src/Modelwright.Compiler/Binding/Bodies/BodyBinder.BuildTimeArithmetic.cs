using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Arithmetic on build-time numbers; that of integers is exact.</content>
internal sealed partial class BodyBinder
{
    private static double? RealNumber(BoundValue value) => value switch
    {
        FloatValue f => f.Number,
        IntValue { Number.Value: { } i } => i,
        _ => null,
    };

    private static BoundValue NumberArithmetic(BinaryOperator op, double x, double y) => new FloatValue(op switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Subtract => x - y,
        BinaryOperator.Multiply => x * y,
        BinaryOperator.Divide => x / y,
        BinaryOperator.Modulo => x - (y * Math.Floor(x / y)),
        _ => PortableMath.Pow(x, y),
    });

    private BoundValue IntegerArithmetic(BinaryOperator op, Dim a, Dim b, TextSpan at, TextSpan whole)
    {
        try
        {
            switch (op)
            {
                case BinaryOperator.Add:
                    return new IntValue(a + b);
                case BinaryOperator.Subtract:
                    return new IntValue(a - b);
                case BinaryOperator.Multiply:
                    return new IntValue(a * b);
                case BinaryOperator.Power when a.Value is { } x && b.Value is >= 0 and <= 64 and var n:
                    return new IntValue(Enumerable.Repeat(x, (int)n).Aggregate(1L, (product, factor) => checked(product * factor)));
                case BinaryOperator.Power when a.Value is { } x && b.Value is { } y:
                    return new FloatValue(PortableMath.Pow(x, y));
                case BinaryOperator.Divide or BinaryOperator.Modulo when b.Equals(Dim.Zero):
                    return Error(Diagnostics.InexactArithmetic, whole, "division by zero");
                case BinaryOperator.Modulo:
                    return new IntValue(a - (b * Dim.FloorDivide(a, b)));
                case BinaryOperator.Divide when Dim.DivideExactly(a, b) is { } quotient:
                    return new IntValue(quotient);
                case BinaryOperator.Divide:
                    return Error(Diagnostics.InexactArithmetic, whole, Inexact(a, b, at, whole));
                default:
                    return Error(Diagnostics.NotBuildTime, whole, $"{a} ^ {b} is not known at build time");
            }
        }
        catch (ExtentTooLongException limit)
        {
            return Error(Diagnostics.ExtentTooLong, whole, limit.Message);
        }
        catch (OverflowException)
        {
            return Error(Diagnostics.InexactArithmetic, whole, "the result does not fit into 64 bits");
        }
    }

    private string Inexact(Dim a, Dim b, TextSpan at, TextSpan whole)
    {
        var written = _source.Slice(whole);
        var divisor = at.End <= whole.End ? _source.Slice(new TextSpan(at.End, whole.End - at.End)).Trim() : "";
        var fits = a.Value is { } number && b.Value is { } value && divisor.Length > 0 && char.IsLetter(divisor[0]) && divisor.All(c => char.IsLetterOrDigit(c) || c == '_')
            ? DivisorsNear(number, value)
            : null;
        var numbers = $"{a} / {b}";
        return (written == numbers ? numbers : $"{written} = {numbers}") + " is not an integer; "
            + (fits is null ? "" : $"{divisor} = {fits} would fit, or ") + $"write floor({written}) or ceil({written}) to round";
    }
}
