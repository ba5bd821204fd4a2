namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The negation of a bool, element by element.</summary>
public sealed record Not : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "not";

    /// <inheritdoc/>
    public override string CSharp => "L.Not({0})";

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element == ElementType.Bool;

    /// <inheritdoc/>
    protected override double Apply(double x) => 1 - x;
}
