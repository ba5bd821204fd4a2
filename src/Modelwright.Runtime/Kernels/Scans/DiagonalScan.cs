using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>States whose elements go on each by itself.</summary>
public static class DiagonalScan
{
    /// <summary>
    /// h = decay ⊙ h + input at every step. Runs step by step, each over the elements that lie side by side. The same to the bit
    /// however a sequence is cut into calls.
    /// </summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="start">[outer, inner], row-major.</param>
    /// <param name="end">The state after the last step, as large; may be the start's memory.</param>
    /// <param name="decay">[outer, steps, 1, inner].</param>
    /// <param name="input">[outer, steps, 1, inner].</param>
    /// <param name="y">The state after each step: [outer, steps, inner], row-major; must not overlap the others.</param>
    /// <param name="outer">Rows of the state.</param>
    /// <param name="steps">Steps, 1 or more.</param>
    /// <param name="inner">The elements of a row.</param>
    /// <param name="isReversed">Whether the steps run from the last to the first.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public static void Run(
        Worker worker, ReadOnlySpan<float> start, Span<float> end, RowsSpan decay, RowsSpan input, Span<float> y, int outer, int steps, int inner, bool isReversed)
    {
        Guard.Length(nameof(start), start.Length, (long)outer * inner);
        Guard.Length(nameof(end), end.Length, (long)outer * inner);
        Guard.Length(nameof(y), y.Length, (long)outer * steps * inner);
        decay.Check(nameof(decay), outer, steps, inner);
        input.Check(nameof(input), outer, steps, inner);
        var byRow = worker.IsEven(outer);
        var rows = byRow ? worker.Share(outer, (long)steps * inner) : new Share(0, outer);
        var elements = byRow ? new Share(0, inner) : worker.Share(inner, Simd.Widest, (long)outer * steps);
        for (var o = rows.Start; o < rows.End; o++)
        {
            var before = start.Slice(o * inner, inner);
            for (var step = 0; step < steps; step++)
            {
                var t = isReversed ? steps - 1 - step : step;
                var after = y.Slice(((o * steps) + t) * inner, inner);
                Simd.Map(new Step(before, ref decay.Row(o, 0, t), ref input.Row(o, 0, t), after), elements);
                before = after;
            }

            before[elements.Start..elements.End].CopyTo(end[((o * inner) + elements.Start)..]);
        }
    }

    private readonly ref struct Step(ReadOnlySpan<float> state, ref readonly float decay, ref readonly float input, Span<float> next) : IMapKernel
    {
        private readonly ref readonly float _state = ref MemoryMarshal.GetReference(state);
        private readonly ref readonly float _decay = ref decay;
        private readonly ref readonly float _input = ref input;
        private readonly ref float _next = ref MemoryMarshal.GetReference(next);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<L>(nint i)
            where L : struct, ILanes<L> =>
            L.FusedMultiplyAdd(L.Load(in _decay, i), L.Load(in _state, i), L.Load(in _input, i)).Store(ref _next, i);
    }
}
