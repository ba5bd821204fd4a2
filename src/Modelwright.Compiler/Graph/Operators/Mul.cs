namespace Modelwright.Compiler.Graph.Operators;

/// <summary>a times b, element by element.</summary>
public sealed record Mul : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "mul";

    /// <inheritdoc/>
    public override string CSharp => "{0} * {1}";

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => a * b;
}
