using System.Globalization;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Onnx;

namespace Modelwright.OnnxRuntime.Verification;

/// <summary>Finds where an export goes wrong: the first value of the graph that differs from the reference interpreter's.</summary>
internal static class FirstDivergence
{
    /// <summary>Describes the first value that differs, or gives null where all agree.</summary>
    /// <param name="model">The model without calls.</param>
    /// <param name="export">How a graph becomes an ONNX model.</param>
    /// <param name="inputs">A tensor per input.</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="tolerance">The relative difference that passes.</param>
    public static string? Find(
        ModelGraph model, Func<ModelGraph, OnnxModel> export, IReadOnlyDictionary<string, TensorData> inputs,
        Func<string, TensorData> parameters, double tolerance)
    {
        var values = model.Main.Nodes
            .Where(node => node.Operator is not (Argument or LoadParameter or Constant))
            .SelectMany(node => node.Results)
            .ToList();
        var exposed = Expose(model, values);
        using var file = new MemoryStream();
        OnnxWriter.Write(export(exposed), parameters, file);
        using var runner = new OnnxModelRunner(file.ToArray());
        var expected = ReferenceRunner.Run(exposed, inputs, parameters);
        var actual = runner.Run(inputs);
        foreach (var (value, port) in values.Zip(exposed.Outputs))
        {
            var difference = Difference.Between(expected[port.Name], actual[port.Name]);
            if (!(difference.Relative <= tolerance))
                return Describe(value, expected[port.Name], actual[port.Name], difference);
        }

        return null;
    }

    // The model with all the values as its outputs.
    private static ModelGraph Expose(ModelGraph model, List<Value> values)
    {
        var main = new Function
        {
            Name = model.Main.Name, Arguments = model.Main.Arguments, Nodes = model.Main.Nodes, Results = values,
            Parameters = model.Main.Parameters,
        };
        return new ModelGraph
        {
            Name = model.Name, Namespace = model.Namespace, Documentation = model.Documentation, Constants = model.Constants,
            Inputs = model.Inputs, StreamAxis = model.StreamAxis, Location = model.Location,
            Outputs = [.. values.Select((value, i) => new Port($"value:{i}", Present(value.Type), Documentation: null))],
            Main = main, Functions = [.. model.Functions.Where(f => f != model.Main), main],
        };
    }

    private static TensorType Present(TensorType type) => type with { Shape = type.Shape.Present };

    private static string Describe(Value value, TensorData expected, TensorData actual, Difference difference)
    {
        var name = value.Name is null ? $"a value of type {value.Type}" : $"'{value.Name}' : {value.Type}";
        var origin = value.Producer.Origin is { } place ? $" at {place}" : "";
        var found = expected.Shape.SequenceEqual(actual.Shape)
            ? string.Create(CultureInfo.InvariantCulture,
                $"{actual.ToDoubles()[difference.Index]:G9} instead of {expected.ToDoubles()[difference.Index]:G9} at [{Subscript(expected.Shape, difference.Index)}]")
            : $"the shape {actual} instead of {expected}";
        return $"{name}, computed by {value.Producer.Operator.Name}{origin}, is {found}";
    }

    private static string Subscript(ReadOnlySpan<int> shape, int index)
    {
        var subscript = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; index /= shape[axis], axis--)
            subscript[axis] = index % shape[axis];
        return string.Join(", ", subscript);
    }
}
