using Microsoft.ML.OnnxRuntime;

namespace Modelwright.OnnxRuntime;

/// <summary>Runs an ONNX model with ONNX Runtime. Safe to call from several threads at once.</summary>
public sealed class OnnxModelRunner : IDisposable
{
    // What goes wrong is thrown; it need not be logged as well.
    private const OrtLoggingLevel Quiet = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    private readonly InferenceSession _session;

    private OnnxModelRunner(Func<SessionOptions, InferenceSession> open)
    {
        using var options = new SessionOptions { LogSeverityLevel = Quiet };
        _session = open(options);
    }

    /// <summary>Opens a file, and the parameters beside it where it has any.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime does not accept it.</exception>
    public OnnxModelRunner(string path)
        : this(options => new InferenceSession(path, options))
    {
    }

    /// <summary>Opens a model that is in memory.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime does not accept it.</exception>
    public OnnxModelRunner(byte[] model)
        : this(options => new InferenceSession(model, options))
    {
    }

    /// <summary>The inputs' names.</summary>
    public IReadOnlyList<string> Inputs => _session.InputNames;

    /// <summary>The outputs' names.</summary>
    public IReadOnlyList<string> Outputs => _session.OutputNames;

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">A tensor per input, by name.</param>
    /// <returns>A tensor per output, by name.</returns>
    /// <exception cref="ArgumentException">An input is missing or unknown.</exception>
    /// <exception cref="OnnxRuntimeException">A tensor has the wrong type or shape, or the model fails.</exception>
    public IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs)
    {
        if (!Inputs.ToHashSet(StringComparer.Ordinal).SetEquals(inputs.Keys))
            throw new ArgumentException($"the model takes the inputs {string.Join(", ", Inputs)}, not {string.Join(", ", inputs.Keys)}", nameof(inputs));

        var values = new List<OrtValue>();
        try
        {
            values.AddRange(Inputs.Select(name => OrtTensors.From(inputs[name])));
            using var results = Run(values);
            return Outputs.Zip(results).ToDictionary(o => o.First, o => OrtTensors.ToData(o.Second), StringComparer.Ordinal);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    /// <summary>What the file says of itself.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>What an input is declared as.</summary>
    internal NodeMetadata Declaration(string input) => _session.InputMetadata[input];

    /// <summary>Runs the model on a value per input, in order; gives a value per output, in order.</summary>
    internal IDisposableReadOnlyCollection<OrtValue> Run(IReadOnlyList<OrtValue> inputs)
    {
        using var options = new RunOptions { LogSeverityLevel = Quiet };
        return _session.Run(options, Inputs, inputs, Outputs);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
