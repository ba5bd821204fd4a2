using System.Text.RegularExpressions;

namespace Modelwright.Cli.Tests;

/// <summary>What the pages show happens, from the first line to the last.</summary>
public sealed partial class PageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("command-line.md")]
    [InlineData("recurrence.md")]
    public async Task The_page_is_true(string file)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", file));
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
                .Select(word => word == "." ? _folder.Path : Path.GetExtension(word) is ".model" or ".onnx" or ".safetensors" ? _folder[word] : word);
            var outcome = await Cli.RunAsync(_folder, [.. arguments]);
            Trimmed((outcome.Output + outcome.Error).Replace("./", "", StringComparison.Ordinal)).ShouldBe(Trimmed(command.Groups["output"].Value));
        }
    }

    // Tables are padded with blanks, which a page does without.
    private static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).TrimEnd();

    [GeneratedRegex(@"^```(?<kind>model|text|console) ?(?<file>[^\n]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\$ modelwright (?<arguments>[^\n]*)\n(?<output>(?:(?!\$ )[^\n]*\n)*)", RegexOptions.Multiline, 10_000)]
    private static partial Regex Command();
}
