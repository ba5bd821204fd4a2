using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime.Verification;

namespace Modelwright.OnnxRuntime;

/// <summary>What comparing an exported model with the original found.</summary>
/// <param name="Absolute">The largest difference between two elements of an output.</param>
/// <param name="Relative">The largest difference as a part of its output's largest magnitude, or of 1 where all of it is smaller.</param>
/// <param name="Tolerance">The relative difference that passes.</param>
/// <param name="Divergence">Where the two part, in a sentence; null if they agree.</param>
public sealed record OnnxVerification(double Absolute, double Relative, double Tolerance, string? Divergence)
{
    /// <summary>Whether every output agreed.</summary>
    public bool Agrees => Divergence is null;
}

/// <summary>Compares exported models with the models they came from.</summary>
public static class OnnxVerifier
{
    /// <summary>The relative difference that passes: room for another order of summation in single precision.</summary>
    public const double DefaultTolerance = 1e-4;

    private const int Runs = 4;

    /// <summary>
    /// Runs both on random inputs of several shapes, the first with every symbolic axis of length 1, and compares the outputs.
    /// Where they differ, looks for the first value in the graph that does. A stateful export gets the sequences in random pieces.
    /// </summary>
    /// <param name="model">The model with its weights.</param>
    /// <param name="path">The ONNX file exported from it.</param>
    /// <param name="options">How it was exported.</param>
    /// <param name="tolerance">The relative difference that passes.</param>
    /// <param name="seed">The same seed draws the same inputs.</param>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">ONNX Runtime does not accept the file.</exception>
    public static OnnxVerification Verify(
        IModel model, string path, OnnxExportOptions? options = null, double tolerance = DefaultTolerance, int seed = 0) =>
        Verify(model, PassPipeline.Run(model.Definition.Compile()), path, options ?? new OnnxExportOptions(), tolerance, seed);

    /// <summary>Compares a file with a model whose graph is at hand, as it was exported.</summary>
    internal static OnnxVerification Verify(
        IModel model, ModelGraph exported, string path, OnnxExportOptions options, double tolerance = DefaultTolerance, int seed = 0)
    {
        var random = new Random(seed);
        var inputs = new RandomInputs(Flattening.Run(exported), random);
        using var runner = new OnnxModelRunner(path);
        var comparison = new Comparison(model, exported, options, tolerance);
        for (var run = 0; run < Runs && comparison.Divergence is null; run++)
        {
            var drawn = run == 0 ? inputs.Shortest() : inputs.Next();
            if (options.Stateful)
                comparison.RunInPieces(runner, drawn, random);
            else
                comparison.Run(runner, drawn);
        }

        return new OnnxVerification(comparison.Absolute, comparison.Relative, tolerance, comparison.Divergence);
    }
}
