namespace Modelwright.Cli.Tests;

public sealed class LowerCommandTests : IDisposable
{
    private const string Majority = """
        model Majority(scale: float = 1000.0) {
            input x : float[T, 1]
            stream T
            output y : float[T, 1] = MoreOnes(x, scale) as program
        }

        recurrence MoreOnes(x: float[T, 1], scale: float) over T is lsrl -> float[T, 1] {
            state ones  : float[1] = 0
            state zeros : float[1] = 0
            ones += x
            zeros += not(x)
            return larger(ones, zeros, scale)
        }
        """;

    private const string Gated = """
        model Switch {
            input x : float[T, 2]
            stream T
            output y : float[T, 1] = [t, i] => step(x[t, 0]) * x[t, 1]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("linear-rnn")]
    [InlineData("gated-linear-rnn")]
    [InlineData("relu-rnn")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public async Task Writes_weights_and_the_model_that_runs_them(string target)
    {
        var file = _folder.Write("majority.model", Majority);
        SafetensorsWriter.Write(_folder["in"], new Dictionary<string, TensorData> { ["x"] = TensorData.Of([0f, 1, 1, 0, 0, 0, 1, 1, 0, 0], 10, 1) });

        var lowered = await Cli.RunAsync(_folder, "lower", file, "--to", target, "-o", _folder["rnn.safetensors"]);
        var run = await Cli.RunAsync(_folder, "run", _folder["rnn.model"], "--weights", _folder["rnn.safetensors"], "--inputs", _folder["in"], "--outputs", _folder["out"]);

        lowered.ExitCode.ShouldBe(0, lowered.Error);
        lowered.Output.ShouldContain("difference       0.0e+00 at most over 1024 random steps, where outputs reach 1.0e+00\n");
        run.ExitCode.ShouldBe(0, run.Error);
        using var outputs = new SafetensorsReader(_folder["out"]);
        outputs.Read("y").As<float>().ToArray().ShouldBe([0f, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Shows_what_came_of_the_program()
    {
        var file = _folder.Write("gated.model", Gated);

        var outcome = await Cli.RunAsync(_folder, "lower", file, "--to", "linear-rnn", "-o", _folder["w.safetensors"], "--range", "x=-4..5", "--steps", "32");

        outcome.ShouldBe(new Outcome(0, outcome.Output, ""));
        await Verify(outcome.Output);
    }

    [Fact]
    public async Task A_program_without_such_weights_leaves_no_file()
    {
        var file = _folder.Write("product.model", Gated.Replace("step(x[t, 0])", "x[t, 0]", StringComparison.Ordinal));

        var outcome = await Cli.RunAsync(_folder, "lower", file, "--to", "gru", "-o", _folder["w.safetensors"]);

        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldStartWith("./product.model(4,48): error MW0323: gru has no gate");
        _folder.Files.ShouldBe(["product.model"]);
    }

    [Theory]
    [InlineData("--to takes linear-rnn, gated-linear-rnn, relu-rnn, lstm, gru, not 'rnn'", "--to", "rnn")]
    [InlineData("--range takes name=lo..hi, such as x=-1..1, not 'x=1'", "--to", "gru", "--range", "x=1")]
    [InlineData("--range takes name=lo..hi, such as x=-1..1, not 'x=2..1'", "--to", "gru", "--range", "x=2..1")]
    [InlineData("--range gives 'x' twice", "--to", "gru", "--range", "x=0..1", "--range", "x=0..1")]
    public async Task Refuses_options_that_say_nothing(string message, params string[] options)
    {
        var outcome = await Cli.RunAsync(_folder, ["lower", _folder.Write("gated.model", Gated), "-o", _folder["w.safetensors"], .. options]);

        outcome.ShouldBe(new Outcome(1, "", $"error: {message}\n"));
    }

    [Fact]
    public async Task Never_writes_over_the_program()
    {
        var file = _folder.Write("gated.model", Gated);

        var outcome = await Cli.RunAsync(_folder, "lower", file, "--to", "linear-rnn", "-o", _folder["gated.safetensors"]);

        outcome.ShouldBe(new Outcome(1, "", "error: ./gated.model is the program itself: name the weights otherwise\n"));
        (await File.ReadAllTextAsync(file)).ShouldBe(Gated);
    }
}
