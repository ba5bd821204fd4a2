using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>
/// A thread that works for whoever calls a model; there are as many as any model may take. It looks for work a while before it
/// sleeps, because the next call often comes soon.
/// </summary>
internal sealed class PoolThread
{
    // Looks of some ten nanoseconds: about a millisecond, longer than it takes to choose the next token.
    private const int MostLooks = 50_000;

    private const int Awake = 0;
    private const int Asleep = 1;
    private const int Woken = 2;

    private static readonly Lock Growth = new();
    private static volatile PoolThread[] _all = [];

    private readonly SemaphoreSlim _wake = new(0);
    private volatile ThreadPlace? _place;
    private Worker? _worker;
    private int _isTaken;
    private int _sleep = Awake;

    private PoolThread()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "Modelwright worker" };
        thread.UnsafeStart();
    }

    /// <summary>
    /// Takes threads that nobody else uses. Those that sleep are woken and waited for, but not long: one that is not given a processor
    /// would keep all others waiting.
    /// </summary>
    /// <param name="threads">Room for those that are wanted.</param>
    /// <param name="patience">How long to wait for them.</param>
    /// <returns>How many there are.</returns>
    public static int Take(Span<PoolThread?> threads, TimeSpan patience)
    {
        if (_all.Length < threads.Length)
            Grow(threads.Length);
        var taken = 0;
        foreach (var thread in _all)
        {
            if (taken == threads.Length)
                break;
            if (Interlocked.CompareExchange(ref thread._isTaken, 1, 0) != 0)
                continue;
            thread.Wake();
            threads[taken++] = thread;
        }

        var (start, up) = (Stopwatch.GetTimestamp(), 0);
        foreach (var thread in threads[..taken])
        {
            if (thread!.IsUp(start, patience))
                threads[up++] = thread;
            else
                Volatile.Write(ref thread._isTaken, 0);
        }

        return up;
    }

    /// <summary>Has a taken thread do a worker's part; then it is free again.</summary>
    public void Start(Worker worker) => Volatile.Write(ref _worker, worker);

    private void Wake()
    {
        _place?.AvoidCaller();
        if (Interlocked.CompareExchange(ref _sleep, Woken, Asleep) == Asleep)
            _wake.Release();
    }

    /// <summary>Whether the thread looks for work, or does so soon enough.</summary>
    private bool IsUp(long start, TimeSpan patience)
    {
        while (Volatile.Read(ref _sleep) != Awake)
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
                return false;
            Thread.SpinWait(1);
        }

        return true;
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
        _place = ThreadPlace.OfCurrent();
        while (true)
        {
            for (var looks = 0; Volatile.Read(ref _worker) is null; looks++)
            {
                if (looks < MostLooks)
                {
                    Thread.SpinWait(1);
                    continue;
                }

                Sleep();
                looks = 0;
            }

            Work();
        }
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _sleep, Asleep);

        // Who has taken this thread meanwhile has either seen that it sleeps, and wakes it, or gives it work as it is.
        if (Volatile.Read(ref _isTaken) != 0 && Interlocked.CompareExchange(ref _sleep, Awake, Asleep) == Asleep)
            return;
        _wake.Wait();
        Volatile.Write(ref _sleep, Awake);
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
