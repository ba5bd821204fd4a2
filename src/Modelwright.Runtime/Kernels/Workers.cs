namespace Modelwright.Kernels;

/// <summary>The workers of one model: a call rents one, so calls may overlap and none allocates once all are warm.</summary>
public sealed class Workers
{
    private readonly Worker?[] _free = new Worker?[Environment.ProcessorCount + 1];

    /// <summary>A worker that nobody else uses, with no scratch handed out.</summary>
    public Worker Rent()
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[i], null) is { } worker)
                return worker;
        }

        return new Worker();
    }

    /// <summary>Gives a worker back; nothing handed out by it may be used any more.</summary>
    public void Return(Worker worker)
    {
        worker.Reset();
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _free[i], worker, null) is null)
                return;
        }
    }
}
