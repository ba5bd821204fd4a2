using Microsoft.ML.OnnxRuntime;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;

namespace Modelwright.Benchmarks.Running;

/// <summary>
/// ONNX Runtime on our export of a model: the CPU, every graph optimisation, and threads that spin while they wait, as it does
/// unless told otherwise.
/// </summary>
internal sealed class OnnxPeer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peer");
    private readonly InferenceSession _session;
    private readonly List<IDisposable> _open = [];

    public OnnxPeer(IModel model, int threads, OnnxExportOptions? export = null)
    {
        model.ExportOnnx(File, export);
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        _session = new InferenceSession(File, options);
    }

    private string File => Path.Combine(_folder.FullName, "model.onnx");

    /// <summary>A call whose inputs and outputs stay where they are from run to run.</summary>
    public OnnxCall Bind(IReadOnlyDictionary<string, TensorData> inputs)
    {
        var call = new OnnxCall(_session, inputs);
        _open.Add(call);
        return call;
    }

    /// <summary>A call in the middle of a sequence, of a model that was exported with its states: the same step again and again.</summary>
    public OnnxCall BindAfter(IReadOnlyDictionary<string, TensorData> context, IReadOnlyDictionary<string, TensorData> step)
    {
        using var runner = new OnnxModelRunner(File);
        using var session = new OnnxSession(runner);
        session.Run(context);
        return Bind(session.WithStates(step));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.ForEach(call => call.Dispose());
        _session.Dispose();
        _folder.Delete(recursive: true);
    }
}
