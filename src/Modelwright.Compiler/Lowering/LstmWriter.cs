using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Layers of the library's <c>Lstm</c>. Every cell holds its number times a small power of two, where tanh is linear; gates are
/// shut or open, but for the forget gate of a number that is only ever multiplied by a constant of 0 to 1, which is that constant.
/// Other recurrences go through the hidden state. A product goes through two input gates near 1/2.
/// </summary>
internal sealed class LstmWriter(ModelGraph program) : StackWriter(program)
{
    /// <inheritdoc/>
    protected override LoweringTarget Target => LoweringTarget.Lstm;

    /// <inheritdoc/>
    protected override bool IsBatched => true;

    /// <inheritdoc/>
    protected override string Blocks(bool hasGates, bool hasStates) => "";

    /// <inheritdoc/>
    protected override IReadOnlyList<Affine> WriteStates(StateLayer layer, string path)
    {
        var n = layer.Size;
        var scales = layer.Ranges.Select(Saturation.Scale).ToArray();
        var (forget, recurrent) = (new double[n], new double[n, n]);
        for (var i = 0; i < n; i++)
        {
            var keeps = layer.Matrix[i, i] is > 0 and <= 1 && Enumerable.Range(0, n).All(j => j == i || layer.Matrix[i, j] == 0);
            forget[i] = !keeps ? Saturation.Shut : layer.Matrix[i, i] == 1 ? Saturation.Open : Math.Log(layer.Matrix[i, i] / (1 - layer.Matrix[i, i]));
            for (var j = 0; j < n && !keeps; j++)
                recurrent[i, j] = layer.Matrix[i, j] * scales[i] / scales[j];
        }

        var open = Gates(n, layer.Input.Weight.GetLength(1), Enumerable.Repeat(Saturation.Open, n));
        var start = layer.Start.Select((s, i) => scales[i] * s).ToArray();
        WriteCells(
            path, open, Gates(n, layer.Input.Weight.GetLength(1), forget),
            layer.Input.Select([.. scales.Select((scale, i) => (i, scale))]), recurrent, start);
        return [.. scales.Select((scale, i) => (1 / scale) * Affine.Atom(i))];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Affine> WriteGates(GateLayer layer, string path)
    {
        // left * right = left (2 sigmoid(x) - 1) * 2 / scale = (left sigmoid(x) - left sigmoid(-x)) * 2 / scale, of x = scale * right
        // near 0. What is multiplied by a constant takes one cell and an open gate.
        var (inputs, width) = (layer.Left.Weight.GetLength(1), layer.Left.Size);
        var (gates, values, channels) = (new List<(int, double)>(), new List<(int, double)>(), new List<Affine>());
        var biases = new List<double>();
        for (var i = 0; i < width; i++)
        {
            var (scale, gate) = (Saturation.Scale(layer.Ranges[i].Left), Saturation.GateScale(layer.Ranges[i].Right));
            var isPassed = layer.Ranges[i].Right.Equals(Interval.Of(1));
            channels.Add(isPassed
                ? (1 / scale) * Affine.Atom(values.Count)
                : (2 / (scale * gate)) * (Affine.Atom(values.Count) - Affine.Atom(values.Count + 1)));
            foreach (var sign in isPassed ? new[] { 0 } : [1, -1])
            {
                values.Add((i, scale));
                gates.Add((i, sign * gate));
                biases.Add(isPassed ? Saturation.Open : 0);
            }
        }

        var n = values.Count;
        var input = layer.Right.Select(gates);
        WriteCells(
            path, input with { Bias = [.. input.Bias.Zip(biases, (a, b) => a + b)] }, Gates(n, inputs, Enumerable.Repeat(Saturation.Shut, n)),
            layer.Left.Select(values), new double[n, n], new double[n]);
        return channels;
    }

    private static AffineMap Gates(int size, int inputs, IEnumerable<double> biases) => new(new double[size, inputs], [.. biases]);

    private void WriteCells(string path, AffineMap input, AffineMap forget, AffineMap candidate, double[,] recurrent, double[] start)
    {
        var (n, inputs) = (start.Length, candidate.Weight.GetLength(1));
        var gates = new[] { input, forget, candidate, Gates(n, inputs, Enumerable.Repeat(Saturation.Open, n)) };
        var (h, c) = (Start("h_start", path, start), Start("c_start", path, start));
        Line($"{Hidden} = Lstm({Hidden}, {Text(n)}, initial_h: {h}, initial_c: {c}) as {path}");
        Store(path + ".weight_ih", [4 * n, inputs], gates.SelectMany(g => g.Weight.Cast<double>()));
        Store(path + ".weight_hh", [4 * n, n], [.. new double[2 * n * n], .. recurrent.Cast<double>(), .. new double[n * n]]);
        Store(path + ".bias_ih", [4 * n], gates.SelectMany(g => g.Bias));
        Store(path + ".bias_hh", [4 * n], new double[4 * n]);
    }
}
