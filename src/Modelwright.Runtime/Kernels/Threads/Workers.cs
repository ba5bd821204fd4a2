namespace Modelwright.Kernels;

/// <summary>
/// The workers of one model: a call rents the first one of some that share its work, so calls may overlap and none allocates once
/// all are warm.
/// </summary>
/// <param name="options">How the model runs, or null as by itself.</param>
public sealed class Workers(ModelOptions? options = null)
{
    private readonly Worker?[] _free = new Worker?[Environment.ProcessorCount + 1];

    private readonly ModelOptions _options = options ?? new ModelOptions();

    /// <summary>A worker that nobody else uses, with no scratch handed out.</summary>
    public Worker Rent()
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[i], null) is { } worker)
                return worker;
        }

        return new Worker(_options);
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
