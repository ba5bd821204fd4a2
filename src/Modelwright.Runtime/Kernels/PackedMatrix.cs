namespace Modelwright.Kernels;

/// <summary>A weight matrix, laid out once for products with activations: y = x · Wᵀ.</summary>
public sealed class PackedMatrix
{
    private readonly float[] _weight;

    /// <summary>Lays out a weight.</summary>
    /// <param name="weight">W, row-major [outputs, inputs].</param>
    /// <param name="outputs">N.</param>
    /// <param name="inputs">K.</param>
    /// <exception cref="ArgumentException">The span does not fill the shape.</exception>
    public PackedMatrix(ReadOnlySpan<float> weight, int outputs, int inputs)
    {
        Guard.Length(nameof(weight), weight.Length, (long)outputs * inputs);
        Outputs = outputs;
        Inputs = inputs;
        _weight = weight.ToArray();
    }

    /// <summary>The number of rows of W, N.</summary>
    public int Outputs { get; }

    /// <summary>The number of columns of W, K.</summary>
    public int Inputs { get; }

    /// <summary>y = x · Wᵀ, or y += x · Wᵀ. Allocates nothing.</summary>
    /// <param name="x">[rows, K], row-major.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="y">[rows, N], row-major; must not overlap x.</param>
    /// <param name="accumulate">Whether to add to what y holds.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public void Multiply(ReadOnlySpan<float> x, int rows, Span<float> y, bool accumulate = false)
    {
        Guard.Length(nameof(x), x.Length, (long)rows * Inputs);
        Guard.Length(nameof(y), y.Length, (long)rows * Outputs);
        for (var r = 0; r < rows; r++)
        {
            for (var n = 0; n < Outputs; n++)
            {
                var sum = accumulate ? y[(r * Outputs) + n] : 0f;
                for (var k = 0; k < Inputs; k++)
                    sum += x[(r * Inputs) + k] * _weight[(n * Inputs) + k];
                y[(r * Outputs) + n] = sum;
            }
        }
    }

    /// <summary>Writes W back, row-major [outputs, inputs].</summary>
    /// <exception cref="ArgumentException">The span does not fill the shape.</exception>
    public void CopyTo(Span<float> weight)
    {
        Guard.Length(nameof(weight), weight.Length, (long)Outputs * Inputs);
        _weight.CopyTo(weight);
    }
}
