using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes.Streaming;
using Modelwright.Onnx;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.OnnxRuntime.Verification;

/// <summary>Compares an export with its model, run by run, and remembers the largest differences.</summary>
/// <param name="model">The model with its weights.</param>
/// <param name="graph">Its graph after all passes.</param>
/// <param name="options">How it was exported.</param>
/// <param name="tolerance">The relative difference that passes.</param>
internal sealed class Comparison(IModel model, ModelGraph graph, OnnxExportOptions options, double tolerance)
{
    /// <summary>The largest difference of two elements.</summary>
    public double Absolute { get; private set; }

    /// <summary>The same as a part of its output's largest magnitude, or of 1 where all of it is smaller.</summary>
    public double Relative { get; private set; }

    /// <summary>Where the two part, in a sentence; null while they agree.</summary>
    public string? Divergence { get; private set; }

    /// <summary>Runs both on whole sequences.</summary>
    public void Run(OnnxModelRunner runner, Tensors inputs)
    {
        if (!Agree(model.Run(inputs), runner.Run(inputs)))
            Divergence = Explain(graph, inputs, inputs);
    }

    /// <summary>Runs the model on whole sequences and the export on pieces of random lengths, given its states again.</summary>
    public void RunInPieces(OnnxModelRunner runner, Tensors inputs, Random random)
    {
        var time = new SymbolicAxis(graph.StreamAxis!);
        var (expected, length) = (model.Run(inputs), time.Extent(graph.Inputs, inputs));
        using var session = new OnnxSession(runner);
        while (session.Position < length && Divergence is null)
        {
            var (start, steps) = (session.Position, random.Next(1, length - session.Position + 1));
            var piece = time.Slice(graph.Inputs, inputs, start, steps);
            var given = session.WithStates(piece);

            // What has no steps is known of the last one alone.
            var outputs = graph.Outputs.Where(port => start + steps == length || time.IsIn(port)).ToList();
            var actual = session.Run(piece).Where(output => outputs.Exists(port => port.Name == output.Key)).ToDictionary();
            if (!Agree(time.Slice(outputs, expected, start, steps), actual))
                Divergence = Explain(ExplicitStates.Run(graph, options.KvNames).Graph, given, inputs);
        }
    }

    private bool Agree(Tensors expected, Tensors actual)
    {
        foreach (var (name, tensor) in expected)
        {
            var difference = Difference.Between(tensor, actual[name]);
            Absolute = Math.Max(Absolute, difference.Absolute);
            Relative = Math.Max(Relative, difference.Relative);
        }

        return Relative <= tolerance;
    }

    private string Explain(ModelGraph exported, Tensors given, Tensors inputs)
    {
        var whole = options with { Stateful = false, KvNames = KvNames.Paths };
        if (FirstDivergence.Find(Flattening.Run(exported), g => OnnxExport.Export(g, whole), given, model.GetParameter, tolerance) is { } value)
            return $"the first value that differs: {value}";
        var native = model.Run(inputs);
        var reference = ReferenceRunner.Run(graph, inputs, model.GetParameter);
        return reference.Any(output => Difference.Between(output.Value, native[output.Key]).Relative > tolerance)
            ? "the compiled model differs from the reference interpreter, with which ONNX agrees"
            : "the file was exported from another model or with other weights: a new export gives equal values";
    }
}
