using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Reference;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;
using Element = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Integration.Tests.Emission;

/// <summary>Compares a graph's native code with the reference interpreter on random inputs and weights.</summary>
internal sealed class Agreement
{
    private readonly ModelGraph _graph;
    private readonly IReadOnlyDictionary<string, int> _symbols;
    private readonly IReadOnlyDictionary<string, DenseTensor> _weights;
    private readonly IModel _model;

    public Agreement(ModelGraph graph, IReadOnlyDictionary<string, int>? symbols = null, int seed = 1)
    {
        _graph = graph;
        _symbols = symbols ?? new Dictionary<string, int> { ["B"] = 2, ["T"] = 5 };
        var random = new Random(seed);
        _weights = graph.AllParameters().ToDictionary(p => p.Path, p => Fill(p.Type, random));
        Inputs = graph.Inputs.ToDictionary(p => p.Name, p => Fill(p.Type, random));
        Emitted = EmittedModel.Of(graph);
        _model = Emitted.Create(graph.AllParameters().ToDictionary(p => p.Path, p => ToData(_weights[p.Path], p.Type.Element)));
    }

    public EmittedModel Emitted { get; }

    public IDictionary<string, DenseTensor> Inputs { get; }

    /// <summary>Whole sequences give the reference's numbers.</summary>
    public Agreement ShouldHold(double tolerance = 1e-5)
    {
        var results = _model.Run(_graph.Inputs.ToDictionary(p => p.Name, p => ToData(Inputs[p.Name], p.Type.Element)));
        foreach (var (name, expected) in Expected())
            Compare(name, results[name], expected, tolerance);
        return this;
    }

    /// <summary>ONNX Runtime gives the reference's numbers for whole sequences.</summary>
    public Agreement ShouldHoldInOnnx(double tolerance)
    {
        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(_graph), _model.GetParameter, file);
        using var runner = new OnnxModelRunner(file.ToArray());
        var results = runner.Run(_graph.Inputs.ToDictionary(p => p.Name, p => ToData(Inputs[p.Name], p.Type.Element)));
        foreach (var (name, expected) in Expected())
            Compare($"{name} of ONNX", results[name], expected, tolerance);
        return this;
    }

    /// <summary>Any split into pieces gives the reference's numbers for the steps so far, in the model's sessions and in ONNX Runtime's.</summary>
    public void ShouldHoldInPieces(params int[] pieces)
    {
        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExport.Export(_graph, new OnnxExportOptions { Stateful = true }), _model.GetParameter, file);
        using var runner = new OnnxModelRunner(file.ToArray());
        foreach (var piece in pieces)
        {
            var session = _model.CreateSession(_symbols["T"], _symbols["B"])!;
            ShouldHoldInPieces("", piece, session.Run);
            session.Position.ShouldBe(_symbols["T"]);
            using var onnx = new OnnxSession(runner);
            ShouldHoldInPieces(" in ONNX", piece, onnx.Run);
            onnx.Position.ShouldBe(_symbols["T"]);
        }
    }

    private void ShouldHoldInPieces(string where, int piece, Func<IReadOnlyDictionary<string, TensorData>, IReadOnlyDictionary<string, TensorData>> run)
    {
        for (var start = 0; start < _symbols["T"]; start += piece)
        {
            var length = Math.Min(piece, _symbols["T"] - start);
            var results = run(_graph.Inputs.ToDictionary(p => p.Name, p => ToData(Part(Inputs[p.Name], p, start, length), p.Type.Element)));
            foreach (var (name, expected) in Expected(start + length))
            {
                var port = _graph.Outputs.Single(o => o.Name == name);
                Compare($"{name} of {length} steps from {start}{where}", results[name], Part(expected, port, start, length), 1e-5);
            }
        }
    }

    private IReadOnlyDictionary<string, DenseTensor> Expected(int? steps = null) => Interpreter.Run(
        _graph, _graph.Inputs.ToDictionary(p => p.Name, p => steps is { } count ? Part(Inputs[p.Name], p, 0, count) : Inputs[p.Name]), path => _weights[path]);

    private void Compare(string name, TensorData actual, DenseTensor expected, double tolerance)
    {
        actual.Shape.ToArray().ShouldBe(expected.Shape, name);
        var values = Doubles(actual);
        for (var i = 0; i < values.Length; i++)
        {
            var close = values[i].Equals(expected.Data[i]) || Math.Abs(values[i] - expected.Data[i]) <= tolerance * Math.Max(1, Math.Abs(expected.Data[i]));
            close.ShouldBeTrue($"{name}[{i}] is {values[i]}, not {expected.Data[i]}\n{GraphPrinter.Print(_graph)}\n{Emitted.Code}");
        }
    }

    private static DenseTensor Part(DenseTensor whole, Port port, int start, int length)
    {
        var axis = port.Type.Shape.ToList().FindIndex(d => d.SymbolName == "T");
        if (axis < 0)
            return whole;
        var type = new TensorType(Element.Float32, whole.Shape.Select(n => (Dim)n).ToArray());
        var slice = new Slice(axis, start, length);
        return slice.Evaluate(new EvaluationContext(_ => 0, _ => throw new InvalidOperationException()), [whole])[0];
    }

    private DenseTensor Fill(TensorType type, Random random)
    {
        var tensor = new DenseTensor(type.Shape.Select(d => (int)d.Evaluate(symbol => _symbols[symbol])).ToArray());
        for (var i = 0; i < tensor.Data.Length; i++)
        {
            tensor.Data[i] = type.Element switch
            {
                Element.Bool => random.Next(2),
                Element.UInt8 => random.Next(5),
                _ when type.Element.IsInteger() => random.Next(4),
                _ => (float)((random.NextDouble() * 2) - 1),
            };
        }

        return tensor;
    }

    private static TensorData ToData(DenseTensor tensor, Element type) => type switch
    {
        Element.Int64 => TensorData.Of(Array.ConvertAll(tensor.Data, x => (long)x), tensor.Shape),
        Element.Int32 => TensorData.Of(Array.ConvertAll(tensor.Data, x => (int)x), tensor.Shape),
        Element.Int8 => TensorData.Of(Array.ConvertAll(tensor.Data, x => (sbyte)x), tensor.Shape),
        Element.UInt8 => TensorData.Of(Array.ConvertAll(tensor.Data, x => (byte)x), tensor.Shape),
        Element.Bool => TensorData.Of(Array.ConvertAll(tensor.Data, x => x != 0), tensor.Shape),
        _ => TensorData.Of(Array.ConvertAll(tensor.Data, x => (float)x), tensor.Shape),
    };

    private static double[] Doubles(TensorData data) => data.ElementType switch
    {
        ElementType.Int64 => Array.ConvertAll(data.Array<long>(), x => (double)x),
        ElementType.Int32 => Array.ConvertAll(data.Array<int>(), x => (double)x),
        ElementType.Int8 => Array.ConvertAll(data.Array<sbyte>(), x => (double)x),
        ElementType.UInt8 => Array.ConvertAll(data.Array<byte>(), x => (double)x),
        ElementType.Bool => Array.ConvertAll(data.Array<bool>(), x => x ? 1.0 : 0.0),
        _ => Array.ConvertAll(data.Array<float>(), x => (double)x),
    };
}
