namespace Modelwright.Cli.Tests;

public sealed class SummaryCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Shows_what_a_language_model_weighs_and_costs() => Summarise(Models.ByteLm);

    [Fact]
    public Task Shows_a_model_without_a_time_axis() => Summarise(Models.Scale);

    [Fact]
    public async Task Counts_with_the_constants_given()
    {
        var file = _folder.Write("scale.model", Models.Scale);

        var outcome = await Cli.RunAsync(_folder, "summary", file, "--set", "size=1000");

        outcome.Output.ShouldContain("parameters       1,000 in 4,000 bytes\n");
    }

    [Theory]
    [InlineData("Sum(x) as sum", "16 per sequence")]
    [InlineData("Past(x) as past", "16 per step and sequence")]
    [InlineData("(Sum(x) as sum) + (Past(x) as past)", "16 per sequence, and 16 per step and sequence")]
    public async Task Tells_states_that_grow_from_those_that_do_not(string y, string bytes)
    {
        var file = _folder.Write("a.model", $$"""
            model M() {
                input x : float[B, T, 4]
                stream T
                output y : float[B, T, 4] = {{y}}
            }

            recurrence Sum(x: float[B, T, D]) over T -> float[B, T, D] {
                state s : float[B, D] = 0
                s += x
                return s
            }

            block Past(x: float[B, T, D]) -> float[B, T, D] {
                let p[b, t, s] = softmax[s | s <= t](sum[d](x[b, t, d] * x[b, s, d]))
                return [b, t, d] => sum[s](p[b, t, s] * x[b, s, d])
            }
            """);

        var outcome = await Cli.RunAsync(_folder, "summary", file);

        outcome.Output.ShouldContain($"state bytes      {bytes}\n");
    }

    [Fact]
    public async Task Says_of_which_class_each_recurrence_is()
    {
        var file = _folder.Write("a.model", """
            model M(depth: int = 2) {
                input x : float[B, T, 8]
                stream T
                var y = x
                for i in 0..depth as layers { y += DeltaNet(y, heads: 2) as mixer }
                y = Lstm(y, 8) as cell
                output z : float[B, T, 8] = y
            }
            """);

        var outcome = await Cli.RunAsync(_folder, "summary", file);

        outcome.Output.ShouldContain("recurrence       layers.*.mixer.core : delta rule; S float[B, 2, 4, 4], 2 alike\n");
        outcome.Output.ShouldContain("recurrence       cell : general, step by step; h float[B, 8], c float[B, 8]\n");
    }

    [Fact]
    public async Task Shows_what_parameters_are_to_be_stored_as()
    {
        var file = _folder.Write("scale.model", Models.Scale + "\nquantize { gain : float16 activations : int8 }\nquantize small { gain : int4(group: 3) }\ncheckpoint theirs { gain : \"g\" }");

        var outcome = await Cli.RunAsync(_folder, "summary", file);

        outcome.ExitCode.ShouldBe(0);
        outcome.Output.ShouldContain("quantize         without a name; activations : int8\nquantize         small\n");
        outcome.Output.ShouldContain("checkpoint       theirs\n");
        outcome.Output.Split('\n').Single(line => line.Contains("  gain")).Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["gain", "float[3]", "3", "float16", "int4(group:", "3)"]);
    }

    private async Task Summarise(string model, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        var outcome = await Cli.RunAsync(_folder, "summary", _folder.Write("a.model", model));

        outcome.ShouldBe(new Outcome(0, outcome.Output, ""));
        await Verify(outcome.Output, method: method);
    }
}
