namespace Modelwright.Kernels;

/// <summary>Steps with those before them.</summary>
public static class StepWindow
{
    /// <summary>Puts steps behind the last ones that a session was given before, or behind zeros where there are none.</summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="window">[outer, before + steps, inner], contiguous; is filled.</param>
    /// <param name="chunk">[outer, steps, inner], contiguous.</param>
    /// <param name="outer">The product of the extents before the time axis.</param>
    /// <param name="before">How many steps stand before.</param>
    /// <param name="steps">How many steps there are.</param>
    /// <param name="inner">The product of the extents after the time axis.</param>
    /// <param name="state">The session's last steps, [outer, before, inner], or null for a whole sequence.</param>
    /// <param name="position">How many steps the session was given before.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public static void Fill<T>(
        Worker worker, Span<T> window, ReadOnlySpan<T> chunk, int outer, int before, int steps, int inner, FixedState<T>? state, int position)
        where T : unmanaged
    {
        Guard.Length(nameof(window), window.Length, (long)outer * (before + steps) * inner);
        Guard.Length(nameof(chunk), chunk.Length, (long)outer * steps * inner);
        var (room, length) = (before * inner, steps * inner);
        var earlier = state is null || position == 0 ? default : state.Before;
        StepBlocks.Copy(worker, chunk, length, window[Math.Min(room, window.Length)..], room + length, outer, length);
        if (!worker.IsFirst)
            return;
        for (var o = 0; o < outer; o++)
        {
            if (earlier.IsEmpty)
                window.Slice(o * (room + length), room).Clear();
            else
                earlier.Slice(o * room, room).CopyTo(window[(o * (room + length))..]);
            if (state is null)
                continue;

            // The last steps are the chunk's, and where it is shorter some of those before it.
            var last = state.After.Slice(o * room, room);
            var (kept, taken) = (Math.Max(0, room - length), Math.Min(room, length));
            if (earlier.IsEmpty)
                last[..kept].Clear();
            else
                earlier.Slice(((o + 1) * room) - kept, kept).CopyTo(last);
            chunk.Slice(((o + 1) * length) - taken, taken).CopyTo(last[kept..]);
        }
    }
}
