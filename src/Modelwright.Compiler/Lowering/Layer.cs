namespace Modelwright.Compiler.Lowering;

/// <summary>An affine map of channels: Weight [out, in] and Bias [out].</summary>
internal sealed record AffineMap(double[,] Weight, double[] Bias)
{
    /// <summary>How many channels it gives.</summary>
    public int Size => Bias.Length;

    /// <summary>The map of given rows over a number of channels.</summary>
    public static AffineMap Of(IReadOnlyList<Affine> rows, int channels)
    {
        var map = new AffineMap(new double[rows.Count, channels], rows.Select(r => r.Constant).ToArray());
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var (channel, coefficient) in rows[i].Terms)
                map.Weight[i, channel] = coefficient;
        }

        return map;
    }

    /// <summary>Some of the rows, each with a sign or a scale.</summary>
    public AffineMap Select(IReadOnlyList<(int Row, double Scale)> rows)
    {
        var map = new AffineMap(new double[rows.Count, Weight.GetLength(1)], [.. rows.Select(r => r.Scale * Bias[r.Row])]);
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < Weight.GetLength(1); j++)
                map.Weight[i, j] = rows[i].Scale * Weight[rows[i].Row, j];
        }

        return map;
    }

    /// <summary>The map of what an affine map of other channels gives: each of this map's inputs is a sum of those.</summary>
    public AffineMap After(IReadOnlyList<Affine> inputs, int channels) => Of(
        Enumerable.Range(0, Size).Select(i => Enumerable.Range(0, inputs.Count).Aggregate(Affine.Of(Bias[i]), (sum, j) => sum + (Weight[i, j] * inputs[j]))).ToList(), channels);
}

/// <summary>A layer of a stack, over the channels that the layer before it gives.</summary>
internal abstract record Layer;

/// <summary>relu of an affine map.</summary>
internal sealed record RectifierLayer(AffineMap Map) : Layer;

/// <summary>The product of two affine maps, channel by channel.</summary>
/// <param name="Ranges">What each channel of either can be, as far as is known or assumed.</param>
internal sealed record GateLayer(AffineMap Left, AffineMap Right, (Interval Left, Interval Right)[] Ranges) : Layer;

/// <summary>s ← Matrix s + Input x, from Start; gives s.</summary>
/// <param name="Ranges">What each channel can be, as far as is known or assumed.</param>
/// <param name="IsPositive">Whether each channel is known to be never negative.</param>
internal sealed record StateLayer(double[,] Matrix, AffineMap Input, double[] Start, Interval[] Ranges, bool[] IsPositive) : Layer
{
    /// <summary>How many channels it has.</summary>
    public int Size => Start.Length;
}

/// <summary>The affine map at the end.</summary>
internal sealed record OutputLayer(AffineMap Map) : Layer;
