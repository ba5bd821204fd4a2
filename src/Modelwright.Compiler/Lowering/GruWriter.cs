using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Layers of the library's <c>Gru</c>, whose update gate is shut and whose reset gate is open, so that h ← tanh(W x + b + U h): every
/// cell holds its number times a small power of two, where tanh is linear.
/// </summary>
internal sealed class GruWriter(ModelGraph program) : StackWriter(program)
{
    /// <inheritdoc/>
    protected override LoweringTarget Target => LoweringTarget.Gru;

    /// <inheritdoc/>
    protected override bool IsBatched => true;

    /// <inheritdoc/>
    protected override string Blocks(bool hasGates, bool hasStates) => "";

    /// <inheritdoc/>
    protected override IReadOnlyList<Affine> WriteStates(StateLayer layer, string path)
    {
        var (n, inputs) = (layer.Size, layer.Input.Weight.GetLength(1));
        var scales = layer.Ranges.Select(Saturation.Scale).ToArray();
        var candidate = layer.Input.Select([.. scales.Select((scale, i) => (i, scale))]);
        var recurrent = layer.Matrix.Cast<double>().Select((a, place) => a * scales[place / n] / scales[place % n]);

        var start = Start("h_start", path, [.. layer.Start.Select((s, i) => scales[i] * s)]);
        Line($"{Hidden} = Gru({Hidden}, {Text(n)}, initial: {start}) as {path}");
        Store(path + ".weight_ih", [3 * n, inputs], [.. new double[2 * n * inputs], .. candidate.Weight.Cast<double>()]);
        Store(path + ".weight_hh", [3 * n, n], [.. new double[2 * n * n], .. recurrent]);
        Store(path + ".bias_ih", [3 * n], [.. Enumerable.Repeat(Saturation.Open, n), .. Enumerable.Repeat(Saturation.Shut, n), .. candidate.Bias]);
        Store(path + ".bias_hh", [3 * n], new double[3 * n]);
        return [.. scales.Select((scale, i) => (1 / scale) * Affine.Atom(i))];
    }
}
