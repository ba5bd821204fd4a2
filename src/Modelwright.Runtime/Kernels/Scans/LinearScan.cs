using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>The sizes of a linear scan.</summary>
/// <param name="Batch">B, sequences.</param>
/// <param name="Steps">T, 1 or more.</param>
/// <param name="Writes">Writes of a step, 1 or more.</param>
/// <param name="Heads">H, states; a multiple of the heads of what is written, and a multiple or a divisor of those that read.</param>
/// <param name="KeyWidth">K, rows of a state.</param>
/// <param name="ValueWidth">V, columns of a state.</param>
public readonly record struct LinearScanShape(int Batch, int Steps, int Writes, int Heads, int KeyWidth, int ValueWidth);

/// <summary>
/// Matrices that decay, are written to and read. Columns do not depend on one another, so a few of them go through all steps
/// before the next few: they stay in the nearest cache, and each write passes over them once.
/// </summary>
public static class LinearScan
{
    /// <summary>
    /// For each state S and each step: S = decay ⊙ S; for each write: S += write (value - Sᵀ erase)ᵀ; y = Sᵀ read. The same to
    /// the bit however a sequence is cut into calls. Allocates nothing once warm.
    /// </summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="start">[B, H, K, V], row-major.</param>
    /// <param name="end">The states after the last step, as large; may be the start's memory.</param>
    /// <param name="decay">[B, T, H, K or 1, V or 1]; a row is all that belongs to a head.</param>
    /// <param name="decayByKey">Elements between the factors of neighbouring keys: 0 where all have the same.</param>
    /// <param name="decayByValue">1, or 0 where all values of a key have the same factor.</param>
    /// <param name="write">[B, T * Writes, a divisor of H, K].</param>
    /// <param name="value">[B, T * Writes, a divisor of H, V].</param>
    /// <param name="read">[B, T, R, K].</param>
    /// <param name="erase">[B, T * Writes, a divisor of H, K], or the default for none.</param>
    /// <param name="y">[B, T, the greater of R and H, V], row-major; must not overlap the others.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="isReversed">Whether the steps run from the last to the first.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public static void Run(
        Worker worker, ReadOnlySpan<float> start, Span<float> end, RowsSpan decay, int decayByKey, int decayByValue, RowsSpan write, RowsSpan value,
        RowsSpan read, RowsSpan erase, Span<float> y, LinearScanShape shape, bool isReversed)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Lanes16>(worker, start, end, decay, decayByKey, decayByValue, write, value, read, erase, y, shape, isReversed);
        else if (Vector256.IsHardwareAccelerated)
            Run<Lanes8>(worker, start, end, decay, decayByKey, decayByValue, write, value, read, erase, y, shape, isReversed);
        else
            Run<Lanes4>(worker, start, end, decay, decayByKey, decayByValue, write, value, read, erase, y, shape, isReversed);
    }

    /// <summary>States whose keys and values are the other way round: [count, rows, columns] → [count, columns, rows].</summary>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public static void Transpose(Worker worker, ReadOnlySpan<float> source, Span<float> target, int count, int rows, int columns)
    {
        var size = rows * columns;
        Guard.Length(nameof(source), source.Length, (long)count * size);
        Guard.Length(nameof(target), target.Length, (long)count * size);
        var own = worker.Share(count, size);
        for (var state = own.Start; state < own.End; state++)
        {
            var from = source.Slice(state * size, size);
            var to = target.Slice(state * size, size);
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                    to[(column * rows) + row] = from[(row * columns) + column];
            }
        }
    }

    /// <summary>The same at a certain width of lanes.</summary>
    internal static void Run<L>(
        Worker worker, ReadOnlySpan<float> start, Span<float> end, RowsSpan decay, int decayByKey, int decayByValue, RowsSpan write, RowsSpan value,
        RowsSpan read, RowsSpan erase, Span<float> y, LinearScanShape shape, bool isReversed)
        where L : struct, ILanes<L>
    {
        var (batch, steps, writes, heads, keys, values) = shape;
        var readers = Math.Max(heads, read.Heads);
        Guard.Length(nameof(start), start.Length, (long)batch * heads * keys * values);
        Guard.Length(nameof(end), end.Length, (long)batch * heads * keys * values);
        Guard.Length(nameof(y), y.Length, (long)batch * steps * readers * values);
        decay.Check(nameof(decay), batch, steps, ((keys - 1) * (long)decayByKey) + ((values - 1) * (long)decayByValue) + 1);
        write.Check(nameof(write), batch, steps * writes, keys);
        value.Check(nameof(value), batch, steps * writes, values);
        read.Check(nameof(read), batch, steps, keys);
        if (erase.Heads > 0)
            erase.Check(nameof(erase), batch, steps * writes, keys);

        // Many states are shared state by state, a few column by column.
        var states = batch * heads;
        var byState = worker.IsEven(states);
        var own = byState ? worker.Share(states, (long)steps * keys * values) : new Share(0, states);
        var columns = byState ? new Share(0, values) : worker.Share(values, L.Count, (long)states * steps * keys);
        for (var state = own.Start; state < own.End; state++)
        {
            var (b, h) = (state / heads, state % heads);
            var first = (nint)state * keys * values;
            var perState = readers / heads;
            var scan = new LinearScanHead<L>(shape, isReversed)
            {
                Start = ref Unsafe.Add(ref MemoryMarshal.GetReference(start), first),
                End = ref Unsafe.Add(ref MemoryMarshal.GetReference(end), first),
                Decay = ref decay.Row(b, h, 0),
                DecayStep = decay.StepStride,
                DecayByKey = decayByKey,
                DecayByValue = decayByValue,
                Write = ref write.Row(b, h / (heads / write.Heads), 0),
                WriteStep = write.StepStride,
                Value = ref value.Row(b, h / (heads / value.Heads), 0),
                ValueStep = value.StepStride,
                Read = ref read.Row(b, h * perState / (readers / read.Heads), 0),
                ReadStep = read.StepStride,
                ReadHead = read.HeadStride,
                Reads = perState,
                Erases = erase.Heads > 0,
                Erase = ref erase.Row(b, erase.Heads > 0 ? h / (heads / erase.Heads) : 0, 0),
                EraseStep = erase.StepStride,
                Result = ref Unsafe.Add(ref MemoryMarshal.GetReference(y), (((nint)b * steps * readers) + (h * perState)) * values),
                ResultStep = (nint)readers * values,
            };
            scan.Run(columns);
        }
    }
}
