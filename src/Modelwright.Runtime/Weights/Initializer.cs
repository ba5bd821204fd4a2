namespace Modelwright;

/// <summary>How a parameter starts: an expression of numbers, indices and random draws, computed in double for each element.</summary>
public abstract record Initializer
{
    private Initializer()
    {
    }

    /// <summary>Every element the same.</summary>
    public sealed record Constant(double Value) : Initializer;

    /// <summary>The element's index along an axis of the parameter.</summary>
    public sealed record Index(int Axis) : Initializer;

    /// <summary>Values known when the model was built.</summary>
    /// <param name="Strides">For each axis of the parameter the distance between neighbours in <paramref name="Values"/>; 0 repeats.</param>
    /// <param name="Values">The values.</param>
    public sealed record Table(IReadOnlyList<int> Strides, IReadOnlyList<double> Values) : Initializer;

    /// <summary>Normal draws.</summary>
    /// <param name="Deviation">The standard deviation.</param>
    /// <param name="Mean">The mean.</param>
    /// <param name="Draw">Draws of one number are equal, others independent.</param>
    public sealed record Normal(double Deviation, double Mean = 0, int Draw = 0) : Initializer;

    /// <summary>Uniform draws between two numbers.</summary>
    public sealed record Uniform(double Low, double High, int Draw = 0) : Initializer;

    /// <summary>
    /// A random matrix [first axis, all others] whose rows, or columns where there are fewer, are orthogonal and of length
    /// <paramref name="Gain"/> (Saxe et al. 2014).
    /// </summary>
    public sealed record Orthogonal(double Gain, int Draw = 0) : Initializer;

    /// <summary>A pointwise operator on other expressions, by its name: <c>add</c>, <c>log</c>.</summary>
    public sealed record Apply(string Operator, IReadOnlyList<Initializer> Operands) : Initializer;
}
