using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Layers of the library's <c>Rnn</c> with rectifiers. A number that may be negative is the difference of two that are not:
/// p ← relu(A (p - n) + B x + b), n ← relu(-(A (p - n) + B x + b)).
/// </summary>
internal sealed class ReluRnnWriter(ModelGraph program) : StackWriter(program)
{
    /// <inheritdoc/>
    protected override LoweringTarget Target => LoweringTarget.ReluRnn;

    /// <inheritdoc/>
    protected override bool IsBatched => true;

    /// <inheritdoc/>
    protected override string Blocks(bool hasGates, bool hasStates) => "";

    /// <inheritdoc/>
    protected override IReadOnlyList<Affine> WriteStates(StateLayer layer, string path)
    {
        // Each cell is a channel or, with the sign -1, what a channel is below 0.
        var cells = Enumerable.Range(0, layer.Size).SelectMany(i => layer.IsPositive[i] ? [(Channel: i, Sign: 1)] : new[] { (Channel: i, Sign: 1), (Channel: i, Sign: -1) }).ToList();
        var channels = Enumerable.Range(0, layer.Size).Select(i => cells.Select((c, cell) => (c, cell)).Where(c => c.c.Channel == i)
            .Aggregate(Affine.Zero, (sum, c) => sum + (c.c.Sign * Affine.Atom(c.cell)))).ToList();
        var rows = Enumerable.Range(0, layer.Size).Select(i => Enumerable.Range(0, layer.Size)
            .Aggregate(Affine.Zero, (sum, j) => sum + (layer.Matrix[i, j] * channels[j]))).ToList();
        var recurrent = AffineMap.Of(cells.Select(c => c.Sign * rows[c.Channel]).ToList(), cells.Count);
        var input = layer.Input.Select(cells.Select(c => (c.Channel, (double)c.Sign)).ToList());

        var start = Start("start", path, [.. cells.Select(c => Math.Max(0, c.Sign * layer.Start[c.Channel]))]);
        Line($"{Hidden} = Rnn({Hidden}, {Text(cells.Count)}, activation: \"relu\", initial: {start}) as {path}");
        Store(path + ".weight_ih", input.Weight);
        Store(path + ".weight_hh", recurrent.Weight);
        Store(path + ".bias_ih", [cells.Count], input.Bias);
        Store(path + ".bias_hh", [cells.Count], new double[cells.Count]);
        return channels;
    }
}
