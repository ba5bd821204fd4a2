using System.Globalization;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Build-time numbers beside tensors, conversions, and arithmetic that integers have of their own.</content>
internal sealed partial class BodyBinder
{
    /// <summary>A build-time number as a scalar of an element type that holds it; null after an error.</summary>
    private TensorValue? NumberAsTensor(double number, ElementType element, TextSpan at)
    {
        if (number != 0 && element.IsFloat() && Math.Abs(number) <= Least(element))
            Report(Diagnostics.VanishingNumber, at, $"{Words.Number(number)} is 0 in {element.Keyword()}");
        if (Misfit(number, element) is not { } reason)
            return Tensor(Scalar(number, element, at), InNotation([]));
        Report(Diagnostics.NumberDoesNotFit, at, reason);
        return null;
    }

    /// <summary>The largest number that an element type rounds to 0.</summary>
    private static double Least(ElementType element) => Math.Pow(2, element switch
    {
        ElementType.Float16 => -25,
        ElementType.BFloat16 => -134,
        _ => -150,
    });

    /// <summary>Why an element type does not hold a number, with what to do about it; null if it does.</summary>
    private static string? Misfit(double number, ElementType element)
    {
        var (least, greatest) = element.Range();
        if (element.IsFloat())
        {
            return double.IsInfinity(number) || double.IsNaN(number) || (number >= least && number <= greatest)
                ? null
                : $"{Plain(number)} does not fit {element.Keyword()}, which ends at {Plain(greatest)}; convert the other side to a wider type";
        }

        if (Math.Floor(number) != number)
            return $"{Plain(number)} is not an integer, and the other side is {element.Keyword()}; convert it: float(…)";
        if (element == ElementType.Int64)
            return Math.Abs(number) <= Representation.ExactIntegers ? null : "a number beside an int64 is at most 2^53 = 9007199254740992";
        return number >= least && number <= greatest
            ? null
            : $"{Plain(number)} does not fit {element.Keyword()}, which holds {Plain(least)} to {Plain(greatest)}; convert the other side: int64(…)";
    }

    private static string Plain(double number) =>
        Math.Abs(number) < 1e15 && Math.Floor(number) == number ? ((long)number).ToString(CultureInfo.InvariantCulture) : Words.Number(number);

    /// <summary>Whether a number can stand beside a tensor; reports at the number where it can't.</summary>
    private bool FitsBeside(BoundValue value, BoundValue other, TextSpan at)
    {
        if (RealNumber(value) is not { } number || other is not TensorValue { Type.Element: var element } || element == ElementType.Bool || Misfit(number, element) is not { } reason)
            return true;
        Report(Diagnostics.NumberDoesNotFit, at, reason);
        return false;
    }

    /// <summary>A call of an element type's name.</summary>
    private BoundValue Convert(BoundValue value, ElementType element, TextSpan at)
    {
        switch (value)
        {
            case TensorValue tensor:
                return tensor.Type.Element == element ? tensor : Tensor(Emit(new Cast(element), at, Import(tensor)), tensor.Axes);
            case IndexValue index:
                return IndexAsTensor(index.Term, element, at) ?? (BoundValue)ErrorValue.Instance;
            case BoolValue truth:
                return element == ElementType.Bool ? truth : element.IsFloat() ? new FloatValue(truth.Truth ? 1 : 0) : new IntValue(truth.Truth ? 1 : 0);
            case IntValue or FloatValue when element == ElementType.Bool:
                return RealNumber(value) is { } known
                    ? new BoolValue(known != 0)
                    : Error(Diagnostics.NotBuildTime, at, $"{Describe(value)} is not known at build time");
            case IntValue when element.IsInteger():
            case FloatValue when element.IsFloat():
                return value;
            case IntValue:
                return RealNumber(value) is { } whole ? new FloatValue(whole) : AsTensor(value, element, at) ?? (BoundValue)ErrorValue.Instance;
            case FloatValue { Number: var number }:
                return double.IsNaN(number) || Misfit(Math.Truncate(number), element) is not null
                    ? Error(Diagnostics.NumberDoesNotFit, at, $"{Plain(number)} does not fit {element.Keyword()}")
                    : new IntValue((long)number);
            default:
                return Error(Diagnostics.WrongKind, at, $"'{element.Keyword()}' converts numbers and bools; this is {Describe(value)}");
        }
    }

    private static bool IsIntegerTensor(BoundValue value) => value is TensorValue { Type.Element: var element } && element.IsInteger();

    /// <summary>Indices as gathers take them: those of the narrow types, and counts held as floats, become int64.</summary>
    private BoundValue AsIndices(BoundValue value, TextSpan at) =>
        value is TensorValue tensor && (tensor.Type.Element is ElementType.Int8 or ElementType.UInt8 || (tensor.Type.Element.IsFloat() && Integral.Holds(tensor.Value)))
            ? Convert(tensor, ElementType.Int64, at)
            : value;

    /// <summary>A whole power of an integer tensor, by repeated squaring.</summary>
    private BoundValue IntegerPower(BoundValue value, BoundValue exponent, TextSpan at)
    {
        if (exponent is not IntValue { Number.Value: >= 0 and <= 64 and var rest })
            return Error(Diagnostics.IntegerPower, at, $"the power of an integer tensor is 0 to 64 and known at build time; this is {Describe(exponent)}; convert it: float(…)");
        BoundValue? power = null;
        for (var square = value; rest > 0; rest /= 2)
        {
            if (rest % 2 == 1)
                power = power is null ? square : Apply(new Mul(), at, power, square);
            if (rest > 1)
                square = Apply(new Mul(), at, square, square);
        }

        return power ?? Apply(new Add(), at, Apply(new Mul(), at, value, new IntValue(0)), new IntValue(1));
    }
}
