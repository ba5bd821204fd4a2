using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using GraphElement = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Onnx.Tests;

/// <summary>The model most tests export: <c>y = tanh(embed.table[tokens]) * 2</c>.</summary>
internal static class Embedding
{
    public const int Vocabulary = 5;
    public const int Width = 3;

    public static readonly TensorData Table =
        TensorData.Of([.. Enumerable.Range(0, Vocabulary * Width).Select(i => (i / 10f) - 0.7f)], Vocabulary, Width);

    public static ModelGraph Graph { get; } = Build();

    public static OnnxModel Onnx => OnnxExporter.Export(Graph);

    public static TensorData Parameters(string path) => path == "embed.table" ? Table : throw new KeyNotFoundException(path);

    public static float Expected(long token, int channel) => MathF.Tanh(Table.As<float>()[((int)token * Width) + channel]) * 2;

    private static ModelGraph Build()
    {
        var graph = new GraphBuilder();
        var tokens = graph.Input("tokens", new TensorType(GraphElement.Int64, GraphBuilder.B, GraphBuilder.T));
        var table = graph.Parameter("embed.table", new TensorType(GraphElement.Float32, Vocabulary, Width));
        var x = graph.Add("x", new Gather(0), table, tokens);
        var squashed = graph.Add("squashed", new Tanh(), x);
        var two = graph.Add("two", new Constant(new TensorType(GraphElement.Float32), new EquatableList<double>([2])));
        return graph.Model(("y", graph.Add("y", new Mul(), squashed, two)));
    }
}
