using Modelwright.Compiler.Graph;
using Modelwright.OnnxRuntime;

namespace Modelwright.Onnx.Tests.Verification;

/// <summary>A model whose compiled form is the reference interpreter.</summary>
internal sealed class HandModel(ModelGraph graph, Func<string, TensorData> parameters) : IModel
{
    /// <summary>What is run instead of the graph, or null.</summary>
    public ModelGraph? Miscompiled { get; init; }

    public string Name => graph.Name;

    public ModelDefinition Definition => throw new NotSupportedException();

    public IReadOnlyList<TensorInfo> Inputs => throw new NotSupportedException();

    public IReadOnlyList<TensorInfo> Outputs => throw new NotSupportedException();

    public IReadOnlyList<ParameterInfo> Parameters => throw new NotSupportedException();

    public TensorData GetParameter(string path) => parameters(path);

    public IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs) =>
        ReferenceRunner.Run(Miscompiled ?? graph, inputs, parameters);

    public IModelSession? CreateSession(int? maxLength = null, int batch = 1) => null;
}
