using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Dynamic;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Cases;

/// <summary>The ways to run a model; all of them give the same numbers.</summary>
public static class Backend
{
    public const string Native = "native";
    public const string Reference = "reference";
    public const string Onnx = "onnx";
    public const string OneByOne = "chunks of 1";
    public const string ThreeByThree = "chunks of 3";

    public static Tensors Run(string backend, DynamicModel compiled, IModel model, Tensors inputs) => backend switch
    {
        Native => model.Run(inputs),
        Reference => ReferenceRunner.Run(compiled.Graph, inputs, model.GetParameter),
        Onnx => RunOnnx(compiled, model, inputs),
        OneByOne => Stream(compiled, model, inputs, 1),
        ThreeByThree => Stream(compiled, model, inputs, 3),
        _ => throw new ArgumentOutOfRangeException(nameof(backend)),
    };

    /// <summary>The backends that a model has.</summary>
    public static IEnumerable<string> All(bool streams) => streams
        ? [Native, Reference, Onnx, OneByOne, ThreeByThree]
        : [Native, Reference, Onnx];

    private static Tensors RunOnnx(DynamicModel compiled, IModel model, Tensors inputs)
    {
        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(compiled.Graph), model.GetParameter, file);
        using var runner = new OnnxModelRunner(file.ToArray());
        return runner.Run(inputs);
    }

    private static Tensors Stream(DynamicModel compiled, IModel model, Tensors inputs, int chunk)
    {
        var axis = compiled.Graph.StreamAxis!;
        var timed = model.Inputs.Select(input => (input.Name, Axis: TimeAxis(input))).ToList();
        var (first, firstAxis) = timed.First(input => input.Axis >= 0);
        var length = inputs[first].Shape[firstAxis];
        var session = model.CreateSession(length, inputs[first].Shape[0])!;
        var parts = new List<Tensors>();
        for (var start = 0; start < length; start += chunk)
        {
            var steps = Math.Min(chunk, length - start);
            parts.Add(session.Run(timed.ToDictionary(
                input => input.Name,
                input => input.Axis < 0 ? inputs[input.Name] : Slices.Take(inputs[input.Name], input.Axis, start, steps))));
        }

        session.Position.ShouldBe(length);
        return model.Outputs.ToDictionary(
            output => output.Name,
            output => TimeAxis(output) is >= 0 and var at ? Slices.Join([.. parts.Select(part => part[output.Name])], at) : parts[^1][output.Name]);

        int TimeAxis(TensorInfo tensor) => tensor.Shape.ToList().IndexOf(axis);
    }
}
