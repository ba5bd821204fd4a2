using System.Text.RegularExpressions;

namespace Modelwright.Cli.Tests;

/// <summary>What <c>docs/command-line.md</c> shows happens, from its first line to its last.</summary>
public sealed partial class CommandLinePageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_is_true()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "command-line.md"));
        var fences = Fence().Matches(page);
        fences.Count.ShouldBeGreaterThan(3);

        foreach (Match fence in fences)
        {
            var text = fence.Groups["text"].Value;
            switch (fence.Groups["kind"].Value)
            {
                case "model":
                    _folder.Write(fence.Groups["file"].Value, text);
                    break;
                case "text":
                    (await File.ReadAllTextAsync(_folder[fence.Groups["file"].Value])).ShouldBe(text);
                    break;
                default:
                    await Execute(text);
                    break;
            }
        }
    }

    private async Task Execute(string console)
    {
        foreach (Match command in Command().Matches(console))
        {
            var arguments = command.Groups["arguments"].Value.Split(' ')
                .Select(word => word == "." ? _folder.Path : word.EndsWith(".model", StringComparison.Ordinal) ? _folder[word] : word);
            var outcome = await Cli.RunAsync(_folder, [.. arguments]);
            (outcome.Output + outcome.Error).Replace("./", "", StringComparison.Ordinal).ShouldBe(command.Groups["output"].Value);
        }
    }

    [GeneratedRegex(@"^```(?<kind>model|text|console) ?(?<file>[^\n]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\$ modelwright (?<arguments>[^\n]*)\n(?<output>(?:(?!\$ )[^\n]*\n)*)", RegexOptions.Multiline, 10_000)]
    private static partial Regex Command();
}
