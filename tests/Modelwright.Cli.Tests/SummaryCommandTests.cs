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

    private async Task Summarise(string model, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        var outcome = await Cli.RunAsync(_folder, "summary", _folder.Write("a.model", model));

        outcome.ShouldBe(new Outcome(0, outcome.Output, ""));
        await Verify(outcome.Output, method: method);
    }
}
