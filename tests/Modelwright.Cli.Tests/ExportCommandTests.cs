using System.Text.RegularExpressions;
using Modelwright.OnnxRuntime;

namespace Modelwright.Cli.Tests;

public sealed partial class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Says_how_closely_the_export_agrees()
    {
        var outcome = await Export("--weights", Weights([1, 10, 100]));

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        Number().Replace(outcome.Output, "#").ShouldBe("""
            ./m.onnx: Scale over opset #
            ONNX Runtime agrees on random inputs: the largest difference is #, which is # of the largest value (# passes)

            """);
        Run([1, 2, 3]).ShouldBe([2, 40, 600]);
    }

    [Fact]
    public async Task Skips_the_comparison_on_request()
    {
        var outcome = await Export("--weights", Weights([1, 10, 100]), "--no-verify", "--opset", "23");

        outcome.ShouldBe(new Outcome(0, "./m.onnx: Scale over opset 23\n", ""));
        Run([1, 2, 3]).ShouldBe([2, 40, 600]);
    }

    [Theory]
    [InlineData("17", "--opset takes 18 to 26, not '17'")]
    [InlineData("27", "--opset takes 18 to 26, not '27'")]
    [InlineData("x", "--opset takes a whole number above 0, not 'x'")]
    public async Task Refuses_an_opset_that_will_not_do(string opset, string message) =>
        (await Export("--weights", Weights([1, 1, 1]), "--opset", opset)).ShouldBe(new Outcome(1, "", $"error: {message}\n"));

    [Theory]
    [InlineData("--chunk", "0", "--chunk takes a whole number above 0, not '0'")]
    [InlineData("--chunk", "x", "--chunk takes a whole number above 0, not 'x'")]
    public async Task Refuses_a_chunk_without_steps(string option, string value, string message) =>
        (await Export("--weights", Weights([1, 1, 1]), option, value)).ShouldBe(new Outcome(1, "", $"error: {message}\n"));

    [Fact]
    public async Task Takes_recurrences_step_by_step_or_in_chunks()
    {
        (await Export("--weights", Weights([1, 1, 1]), "--scan", "--no-verify")).ExitCode.ShouldBe(0);
        (await Export("--weights", Weights([1, 1, 1]), "--chunk", "16", "--no-verify")).ExitCode.ShouldBe(0);
        (await Export("--weights", Weights([1, 1, 1]), "--chunk", "16", "--scan")).ShouldBe(
            new Outcome(1, "", "error: --scan computes one step at a time: give either it or --chunk\n"));
    }

    [Fact]
    public async Task Asks_for_the_weights_of_a_model_that_has_parameters() =>
        (await Export()).ShouldBe(new Outcome(1, "", "error: Scale has parameters: give their file with --weights\n"));

    [Fact]
    public async Task Leaves_the_old_file_alone_and_nothing_behind_when_it_fails()
    {
        await Export("--weights", Weights([1, 10, 100]), "--no-verify");
        var before = _folder.Files;

        var outcome = await Export("--weights", Weights([1, 10]));

        outcome.ExitCode.ShouldBe(1);
        Run([1, 2, 3]).ShouldBe([2, 40, 600]);
        _folder.Files.ShouldBe(before);
        Directory.GetDirectories(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Exports_states_and_compares_in_pieces()
    {
        var outcome = await Cli.RunAsync(_folder, "export", _folder.Write("mean.model", Models.Mean), "--stateful", "-o", _folder["m.onnx"]);

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldStartWith("./m.onnx: Mean over opset 21, 1 state\nONNX Runtime agrees on random inputs: ");
        using var runner = new OnnxModelRunner(_folder["m.onnx"]);
        using var session = new OnnxSession(runner);
        float[] x = [4, 8, 0];
        x.Select(step => session.Run(new Dictionary<string, TensorData> { ["x"] = TensorData.Of([step], 1, 1) })["y"].As<float>()[0]).ShouldBe([4, 6, 4], tolerance: 1e-6);
    }

    [Fact]
    public async Task Names_caches_as_serving_engines_do()
    {
        var attention = _folder.Write("a.model", "model A() {\n input x : float[B, T, 4]\n stream T\n output y : float[B, T, 4] = Attention(x, heads: 2) as attn\n}\n");
        var weights = new[] { "q", "k", "v", "o" }.ToDictionary(name => $"attn.{name}.weight", _ => TensorData.Of([.. Enumerable.Range(0, 16).Select(i => i / 16f)], 4, 4));
        SafetensorsWriter.Write(_folder["weights"], weights);

        var outcome = await Cli.RunAsync(_folder, "export", attention, "--weights", _folder["weights"], "--stateful", "--kv-names", "past", "-o", _folder["m.onnx"]);

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        using var runner = new OnnxModelRunner(_folder["m.onnx"]);
        runner.Inputs.ShouldBe(["x", "past_key_values.0.key", "past_key_values.0.value"], ignoreOrder: true);
        runner.Outputs.ShouldBe(["y", "present.0.key", "present.0.value"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Scale has no 'stream' axis, so it keeps no states", "--stateful")]
    [InlineData("only a stateful export has keys and values to name", "--kv-names", "past")]
    [InlineData("--kv-names takes paths, past, not 'x'", "--kv-names", "x")]
    public async Task Refuses_states_that_there_are_not(string message, params string[] options) =>
        (await Export([.. options, "--weights", Weights([1, 1, 1])])).ShouldBe(new Outcome(1, "", $"error: {message}\n"));

    private Task<Outcome> Export(params string[] options) =>
        Cli.RunAsync(_folder, ["export", _folder.Write("scale.model", Models.Scale), .. options, "-o", _folder["m.onnx"]]);

    private string Weights(float[] gain)
    {
        SafetensorsWriter.Write(_folder["weights"], new Dictionary<string, TensorData> { ["gain"] = TensorData.Of(gain, gain.Length) });
        return _folder["weights"];
    }

    private float[] Run(float[] x)
    {
        using var runner = new OnnxModelRunner(_folder["m.onnx"]);
        return runner.Run(new Dictionary<string, TensorData> { ["x"] = TensorData.Of(x, 1, x.Length) })["y"].As<float>().ToArray();
    }

    [GeneratedRegex(@"\b\d[\d.e+-]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
