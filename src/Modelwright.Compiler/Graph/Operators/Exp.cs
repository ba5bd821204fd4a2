namespace Modelwright.Compiler.Graph.Operators;

/// <summary>e to the power x, element by element.</summary>
public sealed record Exp : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "exp";

    /// <inheritdoc/>
    public override string CSharp => "L.Exp({0})";

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => Math.Exp(x);
}
