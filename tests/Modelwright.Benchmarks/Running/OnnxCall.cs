using Microsoft.ML.OnnxRuntime;
using Modelwright.OnnxRuntime;

namespace Modelwright.Benchmarks.Running;

/// <summary>Inputs and outputs bound to a session of ONNX Runtime.</summary>
internal sealed class OnnxCall : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly Dictionary<string, OrtValue> _outputs = new(StringComparer.Ordinal);
    private readonly List<OrtValue> _inputs = [];

    /// <summary>Binds inputs; a first run says how large the outputs are.</summary>
    public OnnxCall(InferenceSession session, IReadOnlyDictionary<string, TensorData> inputs)
    {
        _session = session;
        _binding = session.CreateIoBinding();
        foreach (var (name, tensor) in inputs)
        {
            var value = OrtTensors.From(tensor);
            _inputs.Add(value);
            _binding.BindInput(name, value);
        }

        foreach (var name in session.OutputNames)
            _binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
        using var first = session.RunWithBoundResults(_options, _binding);
        foreach (var (name, value) in session.OutputNames.Zip(first))
        {
            var shape = value.GetTensorTypeAndShape();
            var room = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, shape.ElementDataType, shape.Shape);
            _outputs.Add(name, room);
            _binding.BindOutput(name, room);
        }
    }

    /// <summary>Runs it once.</summary>
    public void Run() => _session.RunWithBinding(_options, _binding);

    /// <summary>Runs it once and makes sure that both agree before either is timed.</summary>
    /// <param name="output">Which output.</param>
    /// <param name="ours">What we computed.</param>
    /// <exception cref="InvalidOperationException">The two differ by more than rounding.</exception>
    public void Expect(string output, ReadOnlySpan<float> ours)
    {
        Run();
        Agreement.Check(output, ours, _outputs[output].GetTensorDataAsSpan<float>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        _inputs.ForEach(value => value.Dispose());
        foreach (var output in _outputs.Values)
            output.Dispose();
    }
}
