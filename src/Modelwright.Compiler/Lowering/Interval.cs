namespace Modelwright.Compiler.Lowering;

/// <summary>The numbers that something can be, ends included, which may be infinite.</summary>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
public readonly record struct Interval(double Least, double Greatest)
{
    /// <summary>Every number.</summary>
    public static Interval All { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>One number.</summary>
    public static Interval Of(double value) => new(value, value);

    /// <summary>The largest magnitude.</summary>
    public double Magnitude => Math.Max(Math.Abs(Least), Math.Abs(Greatest));

    /// <summary>Whether both ends are finite.</summary>
    public bool IsFinite => !double.IsInfinity(Magnitude) && !double.IsNaN(Magnitude);

    /// <summary>Whether another lies inside.</summary>
    public bool Contains(Interval other) => Least <= other.Least && other.Greatest <= Greatest;

    /// <summary>The least interval around both.</summary>
    public Interval Or(Interval other) => new(Math.Min(Least, other.Least), Math.Max(Greatest, other.Greatest));

    /// <summary>Sums.</summary>
    public static Interval operator +(Interval a, Interval b) => new(a.Least + b.Least, a.Greatest + b.Greatest);

    /// <summary>Multiples.</summary>
    public static Interval operator *(double factor, Interval a) =>
        factor >= 0 ? new(Times(factor, a.Least), Times(factor, a.Greatest)) : new(Times(factor, a.Greatest), Times(factor, a.Least));

    /// <summary>Products.</summary>
    public static Interval operator *(Interval a, Interval b) => (a.Least * b).Or(a.Greatest * b);

    // An end that is infinite is never reached, so 0 times it is 0.
    private static double Times(double a, double b) => a == 0 || b == 0 ? 0 : a * b;
}
