namespace Modelwright.Kernels;

/// <summary>An operand of a batched product: where its elements lie, in elements.</summary>
/// <param name="Batch">From one matrix to the next.</param>
/// <param name="Row">From one row to the next.</param>
/// <param name="Column">From one column to the next.</param>
public readonly record struct MatrixStrides(long Batch, long Row, long Column);

/// <summary>Products of two activations.</summary>
public static class MatMul
{
    /// <summary>y[b] = a[b] · c[b] for every b of a batch. Allocates nothing.</summary>
    /// <param name="a">[batch, rows, inner] at the given strides.</param>
    /// <param name="c">[batch, inner, columns] at the given strides.</param>
    /// <param name="y">[batch, rows, columns] at the given strides; must not overlap a or c.</param>
    public static void Multiply(
        ReadOnlySpan<float> a, MatrixStrides aStrides,
        ReadOnlySpan<float> c, MatrixStrides cStrides,
        Span<float> y, MatrixStrides yStrides,
        int batch, int rows, int inner, int columns)
    {
        for (var b = 0; b < batch; b++)
        {
            for (var r = 0; r < rows; r++)
            {
                for (var n = 0; n < columns; n++)
                {
                    var sum = 0f;
                    for (var k = 0; k < inner; k++)
                    {
                        sum += a[(int)((b * aStrides.Batch) + (r * aStrides.Row) + (k * aStrides.Column))]
                            * c[(int)((b * cStrides.Batch) + (k * cStrides.Row) + (n * cStrides.Column))];
                    }

                    y[(int)((b * yStrides.Batch) + (r * yStrides.Row) + (n * yStrides.Column))] = sum;
                }
            }
        }
    }
}
