using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Applies operators to elements, deciding at build time what the ranges of the loops decide.</summary>
internal static class Simplification
{
    /// <summary>An operator applied to elements.</summary>
    public static Element Apply(PointwiseOperator op, IReadOnlyList<Element> operands, ElementType type, IndexScope scope)
    {
        if (op is Select && operands[0] is Element.Number condition)
            return operands[condition.Value != 0 ? 1 : 2];
        if (op is Cast { To: var to } && to == operands[0].Type)
            return operands[0];
        if (op is Cast && operands[0] is Element.Number number && Representation.Convert(number.Value, number.Type, type) is var cast
            && (type != ElementType.Int64 || Math.Abs(cast) <= Representation.ExactIntegers))
            return new Element.Number(cast, type);
        if (op is Mul && type.IsFloat() && Scaled(operands[0], operands[1], type) is { } scaled)
            return scaled;
        if (operands.Count == 2 && IndexOf(operands[0]) is { } a && IndexOf(operands[1]) is { } b)
            return Combine(op, a, b, scope) ?? new Element.Apply(op, new(operands), type);
        return new Element.Apply(op, new(operands), type);
    }

    /// <summary>A product with 1 or -1, which tables of signs are made of.</summary>
    private static Element? Scaled(Element a, Element b, ElementType type) => (a, b) switch
    {
        (Element.Number { Value: 1 }, _) => b,
        (_, Element.Number { Value: 1 }) => a,
        (Element.Number { Value: -1 }, _) => new Element.Apply(new Neg(), new([b]), type),
        (_, Element.Number { Value: -1 }) => new Element.Apply(new Neg(), new([a]), type),
        _ => null,
    };

    /// <summary>An int64 element as an index expression, or null.</summary>
    public static Dim? IndexOf(Element element) => element switch
    {
        Element.Counter counter => counter.Index,
        Element.Number { Type: ElementType.Int64 } number => (long)number.Value,
        _ => null,
    };

    /// <summary>An index as a value of an integer type.</summary>
    public static Element Counter(Dim index, ElementType type) => index.Value is { } number
        ? new Element.Number(number, type)
        : type == ElementType.Int64 ? new Element.Counter(index) : new Element.Apply(new Cast(type), new([new Element.Counter(index)]), type);

    private static Element? Combine(PointwiseOperator op, Dim a, Dim b, IndexScope scope) => op switch
    {
        Add => Counter(a + b, ElementType.Int64),
        Sub => Counter(a - b, ElementType.Int64),
        Mul => Counter(a * b, ElementType.Int64),
        FloorDiv when b.Value > 0 && scope.IsAtLeast(a, Dim.Zero) => Counter(scope.Divide(a, b), ElementType.Int64),
        Mod when b.Value > 0 && scope.IsAtLeast(a, Dim.Zero) => Counter(scope.Remainder(a, b), ElementType.Int64),
        Less => Decide(a, b, scope),
        LessOrEqual => Decide(a, b + Dim.One, scope),
        Equal when a.Equals(b) => Bool(true),
        _ => null,
    };

    /// <summary>a &lt; b where it is the same in every iteration, with a wish to cut the loops where that would make it so.</summary>
    private static Element? Decide(Dim a, Dim b, IndexScope scope)
    {
        if (scope.IsBelow(a, b))
            return Bool(true);
        if (scope.IsAtLeast(a, b))
            return Bool(false);
        if (!scope.WishForCut(a - b, Dim.Zero))
            scope.WishForCut(b - a - Dim.One, Dim.Zero);
        return null;
    }

    private static Element Bool(bool value) => new Element.Number(value ? 1 : 0, ElementType.Bool);
}
