using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Modelwright.Kernels;

/// <summary>The workers of one running call, and what they share.</summary>
internal sealed unsafe class Team
{
    private readonly ModelOptions _options;
    private readonly Worker[] _workers;
    private readonly PoolThread?[] _threads;
    private readonly ExceptionDispatchInfo?[] _failures;

    private delegate*<void*, Worker, void> _body;
    private void* _call;
    private int _working;

    /// <summary>Makes a team.</summary>
    /// <param name="first">The worker of the thread that calls.</param>
    /// <param name="options">How the model runs.</param>
    public Team(Worker first, ModelOptions options)
    {
        _options = options;
        Barrier = new Barrier(options.Turns);
        Workspace = new Workspace(spoils: options.Turns != Turns.None);
        _workers = new Worker[options.Threads];
        _workers[0] = first;
        for (var i = 1; i < _workers.Length; i++)
            _workers[i] = new Worker(this, i);
        _threads = new PoolThread?[options.Threads];
        _failures = new ExceptionDispatchInfo?[options.Threads];
    }

    /// <summary>Where scratch lies.</summary>
    public Workspace Workspace { get; }

    /// <summary>Where workers wait for one another.</summary>
    public Barrier Barrier { get; }

    /// <summary>What is worth sharing.</summary>
    public Grain Grain => _options.Grain;

    /// <summary>The workers of the present call.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Runs a call on this thread and on as many others as are free and allowed.</summary>
    public void Run<TCall>(TCall call)
        where TCall : struct, ICall, allows ref struct
    {
        Count = 1;
        if (_workers.Length > 1 && call.Cost >= Grain.Call)
            Count += PoolThread.Take(_threads.AsSpan(1), Grain.Patience(call.Cost));
        _workers[0].Begin(_workers[0]);
        if (Count == 1)
            call.Run(_workers[0]);
        else
            RunTogether(&RunPart<TCall>, Unsafe.AsPointer(ref call));
    }

    private static void RunPart<TCall>(void* call, Worker worker)
        where TCall : struct, ICall, allows ref struct => Unsafe.AsRef<TCall>(call).Run(worker);

    private void RunTogether(delegate*<void*, Worker, void> body, void* call)
    {
        _body = body;
        _call = call;
        _working = Count - 1;
        Barrier.Begin(Count);
        for (var i = 1; i < Count; i++)
        {
            _workers[i].Begin(_workers[0]);
            _threads[i]!.Start(_workers[i]);
        }

        RunPart(_workers[0]);
        for (var looks = 0; Volatile.Read(ref _working) > 0; looks++)
            Barrier.Pause(looks, Count);
        for (var i = 0; i < Count; i++)
        {
            if (_failures[i] is not { } failure)
                continue;
            Array.Clear(_failures);
            failure.Throw();
        }
    }

    /// <summary>Does a worker's part on its thread.</summary>
    public void RunPart(Worker worker)
    {
        try
        {
            Barrier.Enter(worker.Index);
            _body(_call, worker);
        }
        catch (Barrier.AbandonedException)
        {
            // The failure that counts is another worker's.
        }
        catch (Exception failure)
        {
            _failures[worker.Index] = ExceptionDispatchInfo.Capture(failure);
            Barrier.Break();
        }

        Barrier.Leave(worker.Index);
    }

    /// <summary>A worker's thread has finished, and works for others already.</summary>
    public void Finish() => Interlocked.Decrement(ref _working);
}
