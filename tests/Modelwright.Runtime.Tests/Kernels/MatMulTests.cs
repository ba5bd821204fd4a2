using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class MatMulTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 5, 7, 9)]
    [InlineData(2, 13, 33, 40)]
    [InlineData(1, 1, 600, 300)]
    [InlineData(1, 14, 260, 300)]
    [InlineData(4, 2, 0, 3)]
    [InlineData(1, 3, 5, 64)]
    [InlineData(1, 5, 300, 33)]
    [InlineData(1, 18, 30, 70)]
    [InlineData(1, 20, 260, 31)]
    public void Product_is_that_of_the_definition_whatever_the_layout(int batch, int rows, int inner, int columns)
    {
        for (var layout = 0; layout < 8; layout++)
        {
            var aStrides = Strides(rows, inner, (layout & 1) != 0);
            var bStrides = Strides(inner, columns, (layout & 2) != 0);
            var yStrides = Strides(rows, columns, (layout & 4) != 0);
            var a = RandomRow.Of(batch * rows * inner, 1);
            var b = RandomRow.Of(batch * inner * columns, 2);
            var y = RandomRow.Of(batch * rows * columns, 3);
            MatMul.Multiply(Alone.Worker, a, aStrides, b, bStrides, y, yStrides, batch, rows, inner, columns);
            y.ShouldBeClose(Exact(a, aStrides, b, bStrides, yStrides, y.Length, batch, rows, inner, columns), 1e-6 * (inner + 1));
        }
    }

    [Fact]
    public void Gaps_between_elements_are_left_alone()
    {
        float[] y = [9, 9, 9, 9, 9, 9, 9];
        MatMul.Multiply(Alone.Worker, [1, 2], new(0, 2, 1), [3, 0, 4, 0], new(0, 2, 1), y, new(3, 1, 2), 3, 1, 2, 1);
        y.ShouldBe([11, 9, 9, 11, 9, 9, 11]);
    }

    [Fact]
    public void Spans_that_end_early_are_refused() =>
        Should.Throw<ArgumentException>(() => MatMul.Multiply(Alone.Worker, new float[6], new(6, 3, 1), new float[5], new(6, 2, 1), new float[4], new(4, 2, 1), 1, 2, 3, 2))
            .Message.ShouldBe("b: expected at least 6 elements, got 5");

    [Fact]
    public void Product_allocates_nothing()
    {
        var (a, b, y) = (new float[20 * 30], new float[30 * 40], new float[20 * 40]);
        Allocation.Of(() => MatMul.Multiply(Alone.Worker, a, new(0, 30, 1), b, new(0, 40, 1), y, new(0, 40, 1), 1, 20, 30, 40)).ShouldBe(0);
    }

    private static MatrixStrides Strides(int rows, int columns, bool transposed) =>
        transposed ? new(rows * columns, 1, rows) : new(rows * columns, columns, 1);

    private static double[] Exact(
        float[] a, MatrixStrides aStrides, float[] b, MatrixStrides bStrides, MatrixStrides yStrides, int length,
        int batch, int rows, int inner, int columns)
    {
        var y = new double[length];
        for (var i = 0; i < batch; i++)
        {
            for (var r = 0; r < rows; r++)
            {
                for (var n = 0; n < columns; n++)
                {
                    for (var k = 0; k < inner; k++)
                    {
                        y[(i * yStrides.Batch) + (r * yStrides.Row) + (n * yStrides.Column)] +=
                            (double)a[(i * aStrides.Batch) + (r * aStrides.Row) + (k * aStrides.Column)]
                            * b[(i * bStrides.Batch) + (k * bStrides.Row) + (n * bStrides.Column)];
                    }
                }
            }
        }

        return y;
    }
}
