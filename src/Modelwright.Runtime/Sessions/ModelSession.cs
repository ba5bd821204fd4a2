using Modelwright.Kernels;

namespace Modelwright;

/// <summary>What all generated sessions have in common. Not safe to use from several threads at once.</summary>
public abstract class ModelSession : IModelSession
{
    private readonly IModel _model;
    private readonly SessionPlan _plan;
    private readonly CallRows _rows;
    private readonly int[] _positions;
    private readonly int[] _steps;
    private int _next;
    private int _longest;

    /// <summary>Starts a session.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">What generated code knows about its sessions.</param>
    /// <param name="maxLength">The most steps.</param>
    /// <param name="batch">The rows of the batch.</param>
    /// <exception cref="ArgumentException">There are no steps or no rows.</exception>
    protected ModelSession(IModel model, SessionPlan plan, int maxLength, int batch)
    {
        Guard.Positive(plan.Axis, maxLength);
        Guard.Positive("of the batch", batch);
        (_model, _plan, MaxLength) = (model, plan, maxLength);
        _positions = new int[batch];
        _steps = new int[batch];
        _rows = new CallRows(plan.RowObstacle is null ? batch : 1);
        Memory = new SessionStates(_rows, maxLength);
    }

    /// <inheritdoc/>
    public int Position => _positions.Max();

    /// <inheritdoc/>
    public ReadOnlySpan<int> Positions => _positions;

    /// <inheritdoc/>
    public int MaxLength { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> States => Memory.List(_plan.Axis);

    /// <summary>Where generated code makes the states.</summary>
    protected SessionStates Memory { get; }

    /// <inheritdoc/>
    public TensorData GetState(string path) => Memory.Read(path, _positions)
        ?? throw new KeyNotFoundException($"a session of {_model.Name} has no state '{path}'; it has {(States.Count == 0 ? "none" : string.Join(", ", States))}");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs) => Run(inputs, default);

    /// <inheritdoc/>
    public abstract IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs, ReadOnlySpan<int> lengths);

    /// <inheritdoc/>
    public void Reset() => Array.Clear(_positions);

    /// <inheritdoc/>
    public void Reset(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, _positions.Length);
        if (_positions.Length > 1 && _plan.RowObstacle is { } obstacle)
            throw Inseparable(obstacle);
        _positions[row] = 0;
    }

    /// <inheritdoc cref="IModelSession.Clone"/>
    public abstract ModelSession Clone();

    /// <inheritdoc/>
    IModelSession IModelSession.Clone() => Clone();

    /// <inheritdoc/>
    public void Save(string path) => SafetensorsWriter.Write(path, SavedStates(), SavedMetadata());

    /// <inheritdoc/>
    public void Save(Stream stream) => SafetensorsWriter.Write(stream, SavedStates(), SavedMetadata());

    /// <inheritdoc/>
    public void Load(string path)
    {
        using var file = new SafetensorsReader(path);
        Load(file, path);
    }

    /// <inheritdoc/>
    public void Load(Stream stream)
    {
        using var file = new SafetensorsReader(stream);
        Load(file, "the stream");
    }

    /// <summary>Takes over the position and the states of a session of the same model, batch and length.</summary>
    protected void CopyFrom(ModelSession other)
    {
        other._positions.CopyTo(_positions, 0);
        Memory.CopyFrom(other.Memory, _positions);
    }

    /// <summary>Begins a call.</summary>
    /// <param name="steps">The steps of the inputs.</param>
    /// <param name="lengths">How many of them each row takes; empty where all rows take all.</param>
    /// <exception cref="ArgumentException">There is not one length for each row, or one is negative or greater than the steps.</exception>
    /// <exception cref="InvalidOperationException">The steps do not fit below <see cref="MaxLength"/>.</exception>
    /// <exception cref="NotSupportedException">Rows cannot be at positions of their own in this model.</exception>
    protected void Begin(int steps, ReadOnlySpan<int> lengths)
    {
        Guard.Lengths(lengths, _positions.Length, steps);
        for (var row = 0; row < _positions.Length; row++)
        {
            _steps[row] = lengths.IsEmpty ? steps : lengths[row];
            if (_plan.RowObstacle is { } obstacle && _steps[row] != steps)
                throw Inseparable(obstacle);
        }

        var areAlike = _positions.AsSpan().IndexOfAnyExcept(_positions[0]) < 0 && _steps.AsSpan().IndexOfAnyExcept(_steps[0]) < 0;
        for (var row = 0; row < _positions.Length; row++)
        {
            if (areAlike)
                Guard.Room(_positions[row], _steps[row], MaxLength);
            else
                Guard.Room(row, _positions[row], _steps[row], MaxLength);
        }

        (_next, _longest) = (0, steps);
    }

    /// <summary>Chooses the next rows of a call that can be computed together.</summary>
    /// <returns>False where there are no more.</returns>
    protected bool NextRows(out StepRows rows)
    {
        while (_next < _steps.Length && _steps[_next] == 0)
            _next++;
        rows = default;
        if (_next == _steps.Length)
            return false;
        var first = _next;
        while (_next < _steps.Length && _steps[_next] == _steps[first] && _positions[_next] == _positions[first])
            _next++;
        if (_rows.All > 1)
            _rows.Choose(first, _next - first);
        rows = new StepRows(first, _next - first, _positions[first], _steps[first], _next - first == _steps.Length && _steps[first] == _longest);
        return true;
    }

    /// <summary>Ends a call that has succeeded: what its rows have written are their states.</summary>
    protected void Commit()
    {
        if (_rows.All == 1 ? _steps[0] > 0 : !_steps.Contains(0))
        {
            _rows.Choose(0, _rows.All);
            Memory.Commit();
        }
        else
        {
            for (var row = 0; row < _steps.Length; row++)
            {
                if (_steps[row] == 0)
                    continue;
                _rows.Choose(row, 1);
                Memory.Commit();
            }
        }

        for (var row = 0; row < _steps.Length; row++)
            _positions[row] += _steps[row];
    }

    private Dictionary<string, TensorData> SavedStates() => States.ToDictionary(state => state.Name, state => GetState(state.Name));

    private Dictionary<string, string> SavedMetadata() => SessionFile.Describe(_model.Name, _plan.Fingerprint, _positions);

    private void Load(SafetensorsReader file, string source)
    {
        var (positions, states) = SessionFile.Read(file, source, _model.Name, _plan, MaxLength, _positions.Length, Memory);
        foreach (var (path, values) in states)
            Memory.Write(path, positions, values);
        positions.CopyTo(_positions, 0);
    }

    private NotSupportedException Inseparable(string obstacle) =>
        new($"the rows of a batch of {_model.Name} cannot be at positions of their own: {obstacle}");
}
