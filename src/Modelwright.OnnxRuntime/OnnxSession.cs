using Microsoft.ML.OnnxRuntime;
using Modelwright.Compiler.Graph;
using Modelwright.Onnx;

namespace Modelwright.OnnxRuntime;

/// <summary>
/// A stateful export in the middle of a sequence: keeps the states as ONNX Runtime gives them and hands them back with the next
/// steps. Not safe to use from several threads at once; any number of sessions may share a runner.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    private readonly OnnxModelRunner _runner;
    private readonly string _axis;
    private readonly IReadOnlyList<StatePort> _states;
    private readonly Dictionary<string, OrtValue> _values = new(StringComparer.Ordinal);

    /// <summary>Starts a session before the first step.</summary>
    /// <param name="runner">The model, exported with <see cref="OnnxExportOptions.Stateful"/>. Stays its owner's.</param>
    /// <exception cref="ArgumentException">The model was exported without its states.</exception>
    public OnnxSession(OnnxModelRunner runner)
    {
        if (!runner.Metadata.TryGetValue(StateMetadata.StreamAxis, out var axis) || !runner.Metadata.TryGetValue(StateMetadata.States, out var states))
            throw new ArgumentException("the model has no states as inputs and outputs; export it as a stateful one", nameof(runner));
        (_runner, _axis, _states) = (runner, axis, StateMetadata.Read(states));
        Inputs = [.. runner.Inputs.Except(_states.Select(state => state.Input))];
        Outputs = [.. runner.Outputs.Except(_states.Select(state => state.Output))];
    }

    /// <summary>The names of the inputs that are no states.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>The names of the outputs that are no states.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The states' paths.</summary>
    public IReadOnlyList<string> States => [.. _states.Select(state => state.Path)];

    /// <summary>Steps taken so far.</summary>
    public int Position { get; private set; }

    /// <summary>Takes the next steps; any number at once.</summary>
    /// <param name="inputs">A tensor per input, by name; its time axis holds the new steps only.</param>
    /// <returns>A tensor per output, by name, for the new steps.</returns>
    /// <exception cref="ArgumentException">An input is missing or unknown.</exception>
    /// <exception cref="OnnxRuntimeException">A tensor has the wrong type or shape, or the model fails; the session stays where it was.</exception>
    public IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs)
    {
        if (!Inputs.ToHashSet(StringComparer.Ordinal).SetEquals(inputs.Keys))
            throw new ArgumentException($"the model takes the inputs {string.Join(", ", Inputs)}, not {string.Join(", ", inputs.Keys)}", nameof(inputs));

        var sizes = Sizes(inputs);
        var given = new List<OrtValue>();
        try
        {
            foreach (var state in _states.Where(state => Position == 0))
                _values.Add(state.Input, OrtTensors.From(Start(state, sizes)));
            given.AddRange(Inputs.Select(name => OrtTensors.From(inputs[name])));
            var byName = Inputs.Zip(given).Concat(_values.Select(state => (state.Key, state.Value))).ToDictionary(StringComparer.Ordinal);
            var results = _runner.Outputs.Zip(_runner.Run([.. _runner.Inputs.Select(name => byName[name])])).ToDictionary(StringComparer.Ordinal);
            foreach (var state in _states)
            {
                _values[state.Input].Dispose();
                _values[state.Input] = results[state.Output];
            }

            Position += sizes[_axis];
            given.AddRange(Outputs.Select(name => results[name]));
            return Outputs.ToDictionary(name => name, name => OrtTensors.ToData(results[name]), StringComparer.Ordinal);
        }
        finally
        {
            given.ForEach(value => value.Dispose());
            if (Position == 0)
                Reset(); // a first call that failed need not have been of the right sizes
        }
    }

    /// <summary>A copy of a state as it is now.</summary>
    /// <param name="path">Such as <c>layers.3.attn.k</c>.</param>
    /// <exception cref="KeyNotFoundException">The model has no such state.</exception>
    /// <exception cref="InvalidOperationException">There was no step yet, so the state has no size.</exception>
    public TensorData GetState(string path)
    {
        var state = _states.FirstOrDefault(state => state.Path == path) ?? throw new KeyNotFoundException($"there is no state '{path}', only {string.Join(", ", States)}");
        return _values.TryGetValue(state.Input, out var value)
            ? OrtTensors.ToData(value)
            : throw new InvalidOperationException($"the state '{path}' has no size before the first step");
    }

    /// <summary>Everything that the model would be given for these inputs: them and the states.</summary>
    internal IReadOnlyDictionary<string, TensorData> WithStates(IReadOnlyDictionary<string, TensorData> inputs)
    {
        var sizes = Sizes(inputs);
        return _states
            .Select(state => KeyValuePair.Create(state.Input, Position == 0 ? Start(state, sizes) : OrtTensors.ToData(_values[state.Input])))
            .Concat(inputs)
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Goes back to the start of a new sequence, which may have another batch size.</summary>
    public void Reset()
    {
        foreach (var value in _values.Values)
            value.Dispose();
        _values.Clear();
        Position = 0;
    }

    /// <summary>Frees the states.</summary>
    public void Dispose() => Reset();

    // What the symbols are that stand alone as an extent.
    private Dictionary<string, int> Sizes(IReadOnlyDictionary<string, TensorData> inputs)
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, tensor) in inputs)
        {
            foreach (var (symbol, extent) in _runner.Declaration(name).SymbolicDimensions.Zip(tensor.Shape.ToArray()))
                sizes.TryAdd(symbol, extent);
        }

        return sizes;
    }

    private TensorData Start(StatePort state, Dictionary<string, int> sizes)
    {
        var declared = _runner.Declaration(state.Input);
        var shape = declared.Dimensions.Select((extent, axis) => axis == state.Axis ? 0 : extent >= 0 ? extent : ExtentFormula.Evaluate(declared.SymbolicDimensions[axis], Size));
        return TensorData.Zeros(OrtTensors.ElementOf(declared.ElementDataType), [.. shape]);

        long Size(string symbol) => sizes.TryGetValue(symbol, out var size)
            ? size
            : throw new FormatException($"the state '{state.Path}' has the extent {symbol}, which no input has");
    }
}
