using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>
/// A thread that works for whoever calls a model; there are as many as any model may take. It looks for work a while before it
/// sleeps, because the next call often comes soon.
/// </summary>
internal sealed class PoolThread
{
    // Looks of some ten nanoseconds.
    private const int MostLooks = 4000;

    private static readonly Lock Growth = new();
    private static volatile PoolThread[] _all = [];

    private readonly SemaphoreSlim _wake = new(0);
    private Worker? _worker;
    private int _isTaken;
    private int _isAsleep;

    private PoolThread()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "Modelwright worker" };
        thread.UnsafeStart();
    }

    /// <summary>Takes threads that nobody else uses.</summary>
    /// <param name="threads">Room for those that are wanted.</param>
    /// <returns>How many there are.</returns>
    public static int Take(Span<PoolThread?> threads)
    {
        if (_all.Length < threads.Length)
            Grow(threads.Length);
        var taken = 0;
        foreach (var thread in _all)
        {
            if (taken == threads.Length)
                break;
            if (Interlocked.CompareExchange(ref thread._isTaken, 1, 0) == 0)
                threads[taken++] = thread;
        }

        return taken;
    }

    /// <summary>Has a taken thread do a worker's part; then it is free again.</summary>
    public void Start(Worker worker)
    {
        Interlocked.Exchange(ref _worker, worker);
        if (Interlocked.Exchange(ref _isAsleep, 0) == 1)
            _wake.Release();
    }

    private static void Grow(int count)
    {
        lock (Growth)
        {
            while (_all.Length < count)
                _all = [.. _all, new PoolThread()];
        }
    }

    private void Run()
    {
        while (true)
        {
            for (var looks = 0; Volatile.Read(ref _worker) is null; looks++)
            {
                if (looks < MostLooks)
                    Thread.SpinWait(1);
                else
                    Sleep();
            }

            Work();
        }
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _isAsleep, 1);

        // Who has brought work meanwhile has either seen that this thread sleeps, and wakes it, or not.
        if (Volatile.Read(ref _worker) is null || Interlocked.Exchange(ref _isAsleep, 0) == 0)
            _wake.Wait();
    }

    // A method of its own, so that a thread without work holds nothing.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Work()
    {
        var team = _worker!.Team;
        team.RunPart(_worker);
        _worker = null;
        Volatile.Write(ref _isTaken, 0);
        team.Finish();
    }
}
