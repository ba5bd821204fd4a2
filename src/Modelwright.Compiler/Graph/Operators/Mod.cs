namespace Modelwright.Compiler.Graph.Operators;

/// <summary>a - b * floor(a / b), element by element: the remainder has the sign of b, as in Python.</summary>
public sealed record Mod : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "mod";

    /// <inheritdoc/>
    public override string CSharp => "L.Mod({0}, {1})";

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b)
    {
        var remainder = a % b;
        return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
    }
}
