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
