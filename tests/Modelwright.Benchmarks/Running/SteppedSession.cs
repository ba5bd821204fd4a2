namespace Modelwright.Benchmarks.Running;

/// <summary>Some steps in the middle of a sequence, the same ones again and again.</summary>
internal sealed class SteppedSession
{
    // So many steps are one measurement: a single one is too short. As many before them take memory and wake threads.
    private const int Steps = 8;

    private readonly IModelSession _start;
    private readonly IReadOnlyDictionary<string, TensorData> _step;
    private IModelSession _session;

    /// <summary>A session that has taken a context.</summary>
    public SteppedSession(IModel model, int context, IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyDictionary<string, TensorData> step)
    {
        _start = model.CreateSession(context + (2 * Steps))!;
        _start.Run(inputs);
        _step = step;
        _session = _start.Clone();
    }

    /// <summary>Takes the steps.</summary>
    public void Run()
    {
        for (var i = 0; i < Steps; i++)
            Result = _session.Run(_step);
    }

    /// <summary>What the last step gave.</summary>
    public IReadOnlyDictionary<string, TensorData> Result { get; private set; } = new Dictionary<string, TensorData>();

    /// <summary>Goes back to where the steps began.</summary>
    public void Return() => _session = _start.Clone();
}
