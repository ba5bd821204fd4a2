using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class PackedMatrixTests
{
    private static readonly int[] Widths = [Tile.Width<Lanes4>(), Tile.Width<Lanes8>(), Tile.Width<Lanes16>()];

    public static TheoryData<int, int, int> Sizes()
    {
        var sizes = new TheoryData<int, int, int>();
        foreach (var rows in Enumerable.Range(1, 26).Append(31).Append(50))
        {
            foreach (var (outputs, inputs) in new[] { (1, 1), (3, 5), (8, 16), (31, 33), (32, 64), (33, 7), (100, 257), (5, 0) })
                sizes.Add(rows, outputs, inputs);
        }

        foreach (var rows in new[] { 1, 3, 13 })
        {
            sizes.Add(rows, 96, 800);
            sizes.Add(rows, 530, 300);
            sizes.Add(rows, 270, 530);
        }

        // More than is kept interleaved.
        sizes.Add(50, 33, 20000);

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Product_is_that_of_the_definition(int rows, int outputs, int inputs)
    {
        var x = RandomRow.Of(rows * inputs, 1);
        var w = RandomRow.Of(outputs * inputs, 2);
        var start = RandomRow.Of(rows * outputs, 3);
        var product = Exact(x, w, rows, outputs, inputs);
        var sum = product.Zip(start, (a, b) => a + b).ToArray();
        foreach (var width in Widths)
        {
            var matrix = new PackedMatrix(w, outputs, inputs, width);
            var y = start.ToArray();
            matrix.Multiply(Alone.Worker, x, rows, y);
            y.ShouldBeClose(product, 1e-6 * inputs);

            y = start.ToArray();
            matrix.Multiply(Alone.Worker, x, rows, y, accumulate: true);
            y.ShouldBeClose(sum, 1e-6 * inputs);
        }
    }

    [Theory]
    [InlineData(33, 7)]
    [InlineData(100, 600)]
    [InlineData(300, 520)]
    [InlineData(5, 20000)]
    [InlineData(1100, 20)]
    public void Bits_of_a_row_do_not_depend_on_those_beside_it(int outputs, int inputs)
    {
        const int MostRows = 40;
        var x = RandomRow.Of(MostRows * inputs, 1);
        var w = RandomRow.Of(outputs * inputs, 2);
        var start = RandomRow.Of(MostRows * outputs, 3);
        foreach (var width in Widths)
        {
            var matrix = new PackedMatrix(w, outputs, inputs, width);
            var alone = start.ToArray();
            for (var row = 0; row < MostRows; row++)
                matrix.Multiply(Alone.Worker, x.AsSpan(row * inputs, inputs), 1, alone.AsSpan(row * outputs, outputs), accumulate: true);
            for (var rows = 2; rows <= MostRows; rows++)
            {
                var y = start.AsSpan(0, rows * outputs).ToArray();
                matrix.Multiply(Alone.Worker, x.AsSpan(0, rows * inputs), rows, y, accumulate: true);
                y.ShouldBe(alone[..(rows * outputs)]);
            }
        }
    }

    [Fact]
    public void Weight_comes_back_as_it_was()
    {
        var w = RandomRow.Of(37 * 21, 1);
        foreach (var width in Widths)
        {
            var copy = new float[w.Length];
            new PackedMatrix(w, 37, 21, width).CopyTo(copy);
            copy.ShouldBe(w);
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(5, 30)]
    [InlineData(31, 6)]
    [InlineData(32, 0)]
    public void Rows_of_a_weight_come_back_as_they_were(int first, int rows)
    {
        var w = RandomRow.Of(37 * 21, 1);
        foreach (var width in Widths)
        {
            var copy = new float[rows * 21];
            new PackedMatrix(w, 37, 21, width).CopyTo(copy, first);
            copy.ShouldBe(w[(first * 21)..((first + rows) * 21)]);
        }
    }

    [Fact]
    public void Weight_without_inputs_has_nothing_to_give_back()
    {
        var matrix = new PackedMatrix([], 5, 0);
        matrix.CopyTo([]);
        matrix.CopyTo([], 5);
        Should.Throw<ArgumentException>(() => matrix.CopyTo(new float[1])).Message.ShouldBe("weight: expected 0 elements, got 1");
    }

    [Fact]
    public void Product_allocates_nothing()
    {
        var matrix = new PackedMatrix(RandomRow.Of(70 * 300, 1), 70, 300);
        var (x, y) = (new float[20 * 300], new float[20 * 70]);
        Allocation.Of(() =>
        {
            matrix.Multiply(Alone.Worker, x, 20, y);
            matrix.Multiply(Alone.Worker, x.AsSpan(0, 300), 1, y.AsSpan(0, 70), accumulate: true);
            matrix.Multiply(Alone.Worker, x.AsSpan(0, 900), 3, y.AsSpan(0, 210), accumulate: true);
        }).ShouldBe(0);
    }

    [Fact]
    public void No_rows_are_no_work() => new PackedMatrix(new float[700 * 300], 700, 300).Multiply(Alone.Worker, [], 0, []);

    [Fact]
    public void Spans_of_another_length_are_refused()
    {
        var matrix = new PackedMatrix(new float[6], 2, 3);
        Should.Throw<ArgumentException>(() => matrix.Multiply(Alone.Worker, new float[4], 1, new float[2])).Message.ShouldBe("x: expected 3 elements, got 4");
        Should.Throw<ArgumentException>(() => matrix.Multiply(Alone.Worker, new float[3], 1, new float[3])).Message.ShouldBe("y: expected 2 elements, got 3");
        Should.Throw<ArgumentException>(() => new PackedMatrix(new float[5], 2, 3)).Message.ShouldBe("weight: expected 6 elements, got 5");
    }

    private static double[] Exact(float[] x, float[] w, int rows, int outputs, int inputs)
    {
        var y = new double[rows * outputs];
        for (var r = 0; r < rows; r++)
        {
            for (var n = 0; n < outputs; n++)
            {
                var sum = 0.0;
                for (var k = 0; k < inputs; k++)
                    sum += (double)x[(r * inputs) + k] * w[(n * inputs) + k];
                y[(r * outputs) + n] = sum;
            }
        }

        return y;
    }
}
