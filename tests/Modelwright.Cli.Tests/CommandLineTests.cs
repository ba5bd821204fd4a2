namespace Modelwright.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Explains_itself_when_asked_nothing()
    {
        var outcome = await Cli.RunAsync(_folder);

        outcome.ExitCode.ShouldBe(0);
        outcome.Output.ShouldContain("check <FILE>");
        outcome.Error.ShouldBe("");
    }

    [Theory]
    [InlineData("frobnicate", "error: Unrecognized command or argument 'frobnicate'.\n")]
    [InlineData("check", "error: Required argument missing for command: 'check'.\n")]
    public async Task Refuses_what_it_does_not_know(string argument, string message) =>
        (await Cli.RunAsync(_folder, argument)).ShouldBe(new Outcome(1, "", message));

    [Fact]
    public async Task Takes_a_file_whose_name_starts_with_an_at_sign()
    {
        (await Cli.RunAsync(_folder, "check", "@missing.model")).Error.ShouldBe("error: there is no file '@missing.model'\n");
    }
}
