using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// A matrix that decays, is written to and read: linear attention, state-space models, and with the last operand the delta
/// rule of fast weights (Schlag, Irie and Schmidhuber 2021). For each of H states S, K rows of V elements, at every step:
/// <code>
/// S ← decay ⊙ S
/// S ← S + write (value − Sᵀ erase)ᵀ     once for each write of the step
/// out = Sᵀ read
/// </code>
/// <list type="bullet">
/// <item>Operands: start [B, H, K, V], or other leading axes whose extents multiply to B * H; decay [B, T, H, K or 1, V or 1], the factor itself; write [B, T * Writes, Hw, K]; value
/// [B, T * Writes, Hv, V]; read [B, T, R, K]; and erase [B, T * Writes, He, K], without which nothing is subtracted.</item>
/// <item>Heads: state h has the write h / (H / Hw), and so its value and what it erases. Where R is a multiple of H, read r is of
/// state r / (R / H); where H is one of R, state h is read by h / (H / R).</item>
/// <item>Results: the states after the last step, in the start's shape; out [B, T, the greater of R and H, V].</item>
/// </list>
/// </summary>
/// <param name="State">The state's path, relative to the instance.</param>
/// <param name="Length">T.</param>
/// <param name="Writes">How many writes a step has, one after the other; they stand side by side along the operands' second axis.</param>
/// <param name="IsReversed">Whether the steps run from the last to the first; the writes of each keep their order.</param>
/// <param name="IsTransposed">Whether the start, the result and what a session keeps have the values before the keys, [B, H, V, K].</param>
public sealed record LinearScan(string State, Dim Length, int Writes, bool IsReversed, bool IsTransposed = false)
    : RecurrenceOperator(State, Length, IsReversed)
{
    /// <inheritdoc/>
    public override string Name => "linearscan";

    /// <inheritdoc/>
    public override string Attributes => string.Join(", ", new[]
    {
        State, GraphPrinter.Print(Length), Writes == 1 ? "" : FormattableString.Invariant($"writes: {Writes}"), IsReversed ? "reverse" : "", IsTransposed ? "transposed" : "",
    }.Where(part => part.Length > 0));

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 5, 6);
        var element = ExpectFloats(operands);
        if (Writes < 1)
            throw Refusal(FormattableString.Invariant($"a step cannot have {Writes} writes"));
        var (start, decay) = (operands[0].Shape, operands[1].Shape);
        if (start.Rank < 2)
            throw Refusal($"the start is {start}, but states have keys and values");
        var (batch, heads) = start.Rank == 4 ? (start[0], start[1]) : decay.Rank == 5 ? (decay[0], decay[2]) : (Dim.One, Dim.One);
        var (keys, values) = Widths(start);
        if (!start.Count.Equals(batch * heads * keys * values))
            throw Refusal($"the start is {start}, which are not {batch} times {heads} states");
        if (decay.Rank != 5 || !decay[0].Equals(batch) || !decay[1].Equals(Length) || !decay[2].Equals(heads) || !Spreads(decay[3], keys) || !Spreads(decay[4], values))
            throw Refusal($"the decay is {decay}, not [{batch}, {Length}, {heads}, {keys} or 1, {values} or 1]");
        Shared("writes", operands[2].Shape, Writes * Length, keys);
        Shared("values", operands[3].Shape, Writes * Length, values);
        var reads = Sequence("reads", operands[4].Shape, Length, keys);
        if (operands.Count > 5)
            Shared("erased keys", operands[5].Shape, Writes * Length, keys);
        if (Dim.DivideExactly(reads, heads) is null && Dim.DivideExactly(heads, reads) is null)
            throw Refusal($"{reads} reads don't share {heads} states evenly");
        return [operands[0], new TensorType(element, batch, Length, Readers(heads, reads), values)];

        Dim Sequence(string what, Shape shape, Dim steps, Dim width) =>
            shape.Rank == 4 && shape[0].Equals(batch) && shape[1].Equals(steps) && shape[3].Equals(width)
                ? shape[2]
                : throw Refusal($"the {what} are {shape}, not [{batch}, {steps}, heads, {width}]");

        void Shared(string what, Shape shape, Dim steps, Dim width)
        {
            var own = Sequence(what, shape, steps, width);
            if (Dim.DivideExactly(heads, own) is null)
                throw Refusal($"{heads} states don't share {own} {what} evenly");
        }
    }

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands)
    {
        var (start, reads) = (Laid(operands[0].Shape, operands[1].Shape), operands[4].Shape[2]);
        var perState = 1 + (Writes * (operands.Count > 5 ? 4 : 2));
        return start[0] * Length * start[2] * start[3] * ((perState * start[1]) + (2 * Readers(start[1], reads)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (decay, write, value, read) = (operands[1], operands[2], operands[3], operands[4]);
        var erase = operands.Count > 5 ? operands[5] : null;
        var states = new DenseTensor(operands[0].Shape, (double[])operands[0].Data.Clone());
        var (batch, heads, keys, values) = (decay.Shape[0], decay.Shape[2], read.Shape[3], value.Shape[3]);
        var length = context.Extent(Length);
        var readers = Math.Max(heads, read.Shape[2]);
        var output = new DenseTensor(batch, length, readers, values);
        for (var b = 0; b < batch; b++)
        {
            for (var step = 0; step < length; step++)
            {
                var t = At(step, length);
                for (var h = 0; h < heads; h++)
                {
                    Decay(b, t, h);
                    for (var n = 0; n < Writes; n++)
                        Write(b, (t * Writes) + n, h);
                }

                for (var r = 0; r < readers; r++)
                    Read(b, t, r);
            }
        }

        return [states, output];

        void Decay(int b, int t, int h)
        {
            var (byKey, byValue) = (decay.Shape[3], decay.Shape[4]);
            for (var k = 0; k < keys; k++)
            {
                for (var v = 0; v < values; v++)
                    states.Data[Cell(b, h, k, v)] *= decay.Data[(((((((b * length) + t) * heads) + h) * byKey) + (k % byKey)) * byValue) + (v % byValue)];
            }
        }

        void Write(int b, int at, int h)
        {
            var (written, given) = (Row(write, b, at, h, heads), Row(value, b, at, h, heads));
            var errors = Enumerable.Range(0, values).Select(v => value.Data[given + v]).ToArray();
            if (erase is not null)
            {
                var erased = Row(erase, b, at, h, heads);
                for (var v = 0; v < values; v++)
                {
                    for (var k = 0; k < keys; k++)
                        errors[v] -= states.Data[Cell(b, h, k, v)] * erase.Data[erased + k];
                }
            }

            for (var k = 0; k < keys; k++)
            {
                for (var v = 0; v < values; v++)
                    states.Data[Cell(b, h, k, v)] += write.Data[written + k] * errors[v];
            }
        }

        void Read(int b, int t, int r)
        {
            var (h, own) = (r / (readers / heads), Row(read, b, t, r, readers));
            for (var v = 0; v < values; v++)
            {
                for (var k = 0; k < keys; k++)
                    output.Data[(((((b * length) + t) * readers) + r) * values) + v] += states.Data[Cell(b, h, k, v)] * read.Data[own + k];
            }
        }

        int Cell(int b, int h, int k, int v) => (((b * heads) + h) * keys * values) + (IsTransposed ? (v * keys) + k : (k * values) + v);

        static int Row(DenseTensor x, int b, int at, int h, int heads) => ((((b * x.Shape[1]) + at) * x.Shape[2]) + (h / (heads / x.Shape[2]))) * x.Shape[3];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        Laid(onnx, operands, laid => new LinearScanLowering(this, laid).Write(onnx));

    /// <summary>The states' shape as [B, H, K, V].</summary>
    internal Shape Laid(Shape start, Shape decay) => new([decay[0], decay[2], Widths(start).Keys, Widths(start).Values]);

    // The rest is written for states [B, H, K, V].
    private IReadOnlyList<string> Laid(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands, Func<IReadOnlyList<OnnxValue>, IReadOnlyList<string>> lower)
    {
        var (start, shape) = (operands[0], Laid(operands[0].Shape, operands[1].Shape));
        if (start.Shape.Equals(shape) && !IsTransposed)
            return lower(operands);
        var stored = IsTransposed ? new Shape([shape[0], shape[1], shape[3], shape[2]]) : shape;
        var laid = Turned(start.As(onnx.Reshape(start, stored), stored), shape);
        var results = lower([laid, .. operands.Skip(1)]).ToList();
        results[0] = onnx.Reshape(Turned(laid.As(results[0], shape), stored), start.Shape);
        return results;

        OnnxValue Turned(OnnxValue x, Shape to) => IsTransposed ? x.As(onnx.Add("Transpose", [x.Name], OnnxAttribute.Of("perm", [0, 1, 3, 2])), to) : x;
    }

    private (Dim Keys, Dim Values) Widths(Shape start)
    {
        var (before, last) = (start[start.Rank - 2], start[start.Rank - 1]);
        return IsTransposed ? (last, before) : (before, last);
    }

    private static bool Spreads(Dim extent, Dim over) => extent.Equals(over) || extent.Equals(Dim.One);

    /// <summary>The greater of two numbers of heads, one of which is a multiple of the other.</summary>
    internal static Dim Readers(Dim heads, Dim reads) => Dim.DivideExactly(reads, heads) is null ? heads : reads;
}
