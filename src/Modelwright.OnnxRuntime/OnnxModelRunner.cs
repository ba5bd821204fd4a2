using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

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
            values.AddRange(Inputs.Select(name => ToOrt(inputs[name])));
            using var options = new RunOptions { LogSeverityLevel = Quiet };
            using var results = _session.Run(options, Inputs, values, Outputs);
            return Outputs.Zip(results).ToDictionary(o => o.First, o => FromOrt(o.Second), StringComparer.Ordinal);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static OrtValue ToOrt(TensorData tensor)
    {
        var shape = Array.ConvertAll(tensor.Shape.ToArray(), extent => (long)extent);
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, ToOrt(tensor.ElementType), shape);
        tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static TensorData FromOrt(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var tensor = TensorData.Zeros(FromOrt(info.ElementDataType), Array.ConvertAll(info.Shape, extent => checked((int)extent)));
        value.GetTensorMutableRawData().CopyTo(tensor.Bytes);
        return tensor;
    }

    private static TensorElementType ToOrt(ElementType type) => type switch
    {
        ElementType.Float32 => TensorElementType.Float,
        ElementType.Float16 => TensorElementType.Float16,
        ElementType.BFloat16 => TensorElementType.BFloat16,
        ElementType.Int64 => TensorElementType.Int64,
        ElementType.Int32 => TensorElementType.Int32,
        ElementType.Int8 => TensorElementType.Int8,
        ElementType.UInt8 => TensorElementType.UInt8,
        ElementType.Bool => TensorElementType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static ElementType FromOrt(TensorElementType type) => type switch
    {
        TensorElementType.Float => ElementType.Float32,
        TensorElementType.Float16 => ElementType.Float16,
        TensorElementType.BFloat16 => ElementType.BFloat16,
        TensorElementType.Int64 => ElementType.Int64,
        TensorElementType.Int32 => ElementType.Int32,
        TensorElementType.Int8 => ElementType.Int8,
        TensorElementType.UInt8 => ElementType.UInt8,
        TensorElementType.Bool => ElementType.Bool,
        _ => throw new NotSupportedException($"no tensor holds ONNX's {type}"),
    };
}
