namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The negative of x, element by element, of any number type.</summary>
public sealed record Neg : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "neg";

    /// <inheritdoc/>
    public override string CSharp => "-{0}";

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double x) => -x;
}
