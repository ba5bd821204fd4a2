using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>
/// Where the workers of a call wait for one another. They spin, because the others come soon; where there are more threads than
/// processors they let others run.
/// </summary>
/// <param name="turns">In which order workers run in between.</param>
internal sealed class Barrier(Turns turns)
{
    // So many looks, each of some ten nanoseconds, before a processor is left to others.
    private const int MostLooks = 2000;

    private Counters _counters;
    private int _count;
    private volatile bool _isBroken;

    /// <summary>Begins a call of so many workers, none of which is here yet.</summary>
    public void Begin(int count)
    {
        (_count, _isBroken) = (count, false);
        _counters.Arrived = 0;
        _counters.Turn = turns == Turns.Downwards ? count - 1 : 0;
    }

    /// <summary>Waits until it is a worker's turn to begin.</summary>
    public void Enter(int worker)
    {
        if (turns != Turns.None)
            Spin(ref _counters.Turn, worker, untilEqual: true);
    }

    /// <summary>Waits until every worker has come.</summary>
    /// <exception cref="AbandonedException">One of them has failed.</exception>
    public void Wait(int worker)
    {
        if (turns != Turns.None)
        {
            Leave(worker);
            Spin(ref _counters.Turn, worker, untilEqual: true);
            return;
        }

        var phase = Volatile.Read(ref _counters.Phase);
        if (Interlocked.Increment(ref _counters.Arrived) == _count)
        {
            _counters.Arrived = 0;
            Volatile.Write(ref _counters.Phase, phase + 1);
            return;
        }

        Spin(ref _counters.Phase, phase, untilEqual: false);
    }

    /// <summary>A worker has finished; the next one may run.</summary>
    public void Leave(int worker)
    {
        if (turns != Turns.None)
            Volatile.Write(ref _counters.Turn, (worker + (turns == Turns.Upwards ? 1 : _count - 1)) % _count);
    }

    /// <summary>Sends everyone away who waits or comes.</summary>
    public void Break() => _isBroken = true;

    /// <summary>One look at something that is to change soon: a short pause, or a longer one after many looks.</summary>
    public static void Pause(int looks, int workers)
    {
        if (looks < MostLooks && workers <= Environment.ProcessorCount)
            Thread.SpinWait(1);
        else
            Thread.Yield();
    }

    private void Spin(ref int counter, int value, bool untilEqual)
    {
        for (var looks = 0; (Volatile.Read(ref counter) == value) != untilEqual; looks++)
        {
            if (_isBroken)
                throw new AbandonedException();
            Pause(looks, _count);
        }
    }

    /// <summary>Another worker of the call has failed.</summary>
    internal sealed class AbandonedException : Exception;

    // Each on lines of its own, so that who arrives does not disturb those who look.
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Counters
    {
        [FieldOffset(128)]
        public int Arrived;

        [FieldOffset(256)]
        public int Phase;

        [FieldOffset(384)]
        public int Turn;
    }
}
