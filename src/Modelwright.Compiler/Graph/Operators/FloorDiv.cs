namespace Modelwright.Compiler.Graph.Operators;

/// <summary>floor(a / b), element by element: rounded down for negative operands too, as in Python.</summary>
public sealed record FloorDiv : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "floordiv";

    /// <inheritdoc/>
    public override string CSharp => "L.FloorDiv({0}, {1})";

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b)
    {
        // Through the remainder, which is exact: a quotient of large integers may round up to the next one.
        var quotient = Math.Truncate((a - (a % b)) / b);
        return a % b != 0 && a < 0 != b < 0 ? quotient - 1 : quotient;
    }
}
