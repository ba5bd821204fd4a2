using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>An integer expression over axes; division and remainder floor, as indices do.</summary>
internal abstract record IndexTerm
{
    private IndexTerm()
    {
    }

    public sealed record Constant(Dim Value) : IndexTerm;

    public sealed record Of(Axis Axis) : IndexTerm;

    public sealed record Sum(IndexTerm Left, IndexTerm Right) : IndexTerm;

    public sealed record Product(IndexTerm Left, IndexTerm Right) : IndexTerm;

    public sealed record Quotient(IndexTerm Left, IndexTerm Right) : IndexTerm;

    public sealed record Remainder(IndexTerm Left, IndexTerm Right) : IndexTerm;

    /// <summary>A constant to the power of an index.</summary>
    public sealed record Power(Dim Base, IndexTerm Exponent) : IndexTerm;

    /// <summary>An index that counts only where it is inside 0..<paramref name="Extent"/>; elsewhere the nearest one stands in.</summary>
    public sealed record Clamped(IndexTerm Index, Dim Extent) : IndexTerm;

    /// <summary>The axes that occur, each once, in canonical order.</summary>
    public IReadOnlyList<Axis> Axes => Collect().Distinct().OrderBy(a => a.Order).ToList();

    /// <summary>The term with an axis replaced by an index.</summary>
    public IndexTerm Replace(Axis axis, IndexTerm index) => this switch
    {
        Of of => of.Axis == axis ? index : this,
        Sum s => new Sum(s.Left.Replace(axis, index), s.Right.Replace(axis, index)),
        Product p => new Product(p.Left.Replace(axis, index), p.Right.Replace(axis, index)),
        Quotient q => new Quotient(q.Left.Replace(axis, index), q.Right.Replace(axis, index)),
        Remainder r => new Remainder(r.Left.Replace(axis, index), r.Right.Replace(axis, index)),
        Power p => p with { Exponent = p.Exponent.Replace(axis, index) },
        Clamped c => c with { Index = c.Index.Replace(axis, index) },
        _ => this,
    };

    /// <summary>
    /// The term as a constant plus a multiple of each axis, or null where it is not affine. Products of an axis with
    /// a symbolic extent count as affine.
    /// </summary>
    public (Dim Offset, IReadOnlyDictionary<Axis, Dim> Scales)? Affine()
    {
        switch (this)
        {
            case Constant c:
                return (c.Value, new Dictionary<Axis, Dim>());
            case Of of:
                return (Dim.Zero, new Dictionary<Axis, Dim> { [of.Axis] = Dim.One });
            case Sum { Left: var left, Right: var right } when left.Affine() is { } a && right.Affine() is { } b:
                var scales = a.Scales.ToDictionary(s => s.Key, s => s.Value);
                foreach (var pair in b.Scales)
                    scales[pair.Key] = scales.TryGetValue(pair.Key, out var known) ? known + pair.Value : pair.Value;
                return (a.Offset + b.Offset, scales.Where(s => !s.Value.Equals(Dim.Zero)).ToDictionary(s => s.Key, s => s.Value));
            case Product { Left: var left, Right: var right } when left.Affine() is { } a && right.Affine() is { } b:
                if (a.Scales.Count > 0 && b.Scales.Count > 0)
                    return null;
                var (factor, other) = a.Scales.Count == 0 ? (a.Offset, b) : (b.Offset, a);
                return (factor * other.Offset, other.Scales.ToDictionary(s => s.Key, s => s.Value * factor));
            default:
                return null;
        }
    }

    /// <summary>The smallest and largest value, where they can be told; every axis runs from 0 to its extent.</summary>
    public (Dim Low, Dim High)? Range()
    {
        switch (this)
        {
            case Constant c:
                return (c.Value, c.Value);
            case Of { Axis.Extent: { } extent }:
                return (Dim.Zero, extent - Dim.One);
            case Sum { Left: var left, Right: var right } when left.Range() is { } a && right.Range() is { } b:
                return (a.Low + b.Low, a.High + b.High);
            case Product { Left: var left, Right: var right } when left.Range() is { } a && right.Range() is { } b:
                if (a.Low.Equals(a.High))
                    (a, b) = (b, a);
                if (!b.Low.Equals(b.High))
                    return Proofs.IsNonNegative(a.Low) && Proofs.IsNonNegative(b.Low) ? (a.Low * b.Low, a.High * b.High) : null;
                if (Proofs.IsNonNegative(b.Low))
                    return (a.Low * b.Low, a.High * b.Low);
                return Proofs.IsNonNegative(Dim.Zero - b.Low) ? (a.High * b.Low, a.Low * b.Low) : null;
            case Quotient { Left: var left, Right: Constant { Value: var divisor } } when left.Range() is { } a && Proofs.IsPositive(divisor):
                return (Dim.FloorDivide(a.Low, divisor), Proofs.QuotientBound(a.High, divisor));
            case Quotient { Left: var left, Right: var right } when left.Range() is { } a && right.Range() is { } b
                && Proofs.IsNonNegative(a.Low) && Proofs.IsPositive(b.Low):
                return (Dim.Zero, a.High);
            case Power { Base.Value: > 0 and var number, Exponent: var exponent }
                when exponent.Range() is { Low.Value: >= 0 and var low, High.Value: <= 62 and var high } && number <= 2:
                return (Exponential(number, low), Exponential(number, high));
            case Remainder { Left: var left, Right: Constant { Value: var divisor } } when Proofs.IsPositive(divisor):
                return left.Range() is { } r && Proofs.IsNonNegative(r.Low) && Proofs.IsNonNegative(divisor - Dim.One - r.High)
                    ? r
                    : (Dim.Zero, divisor - Dim.One);
            default:
                return null;
        }
    }

    private static long Exponential(long number, long exponent) => number == 1 ? 1 : 1L << (int)exponent;

    private IEnumerable<Axis> Collect() => this switch
    {
        Of of => [of.Axis],
        Sum s => s.Left.Collect().Concat(s.Right.Collect()),
        Product p => p.Left.Collect().Concat(p.Right.Collect()),
        Quotient q => q.Left.Collect().Concat(q.Right.Collect()),
        Remainder r => r.Left.Collect().Concat(r.Right.Collect()),
        Power p => p.Exponent.Collect(),
        Clamped c => c.Index.Collect(),
        _ => [],
    };
}
