using Modelwright.Compiler.Syntax.Parsing;
using Modelwright.Testing;

namespace Modelwright.Compiler.Tests.Syntax.Formatting;

/// <summary>Formatting keeps the tree and the comments, and formatting again changes nothing, whatever the text.</summary>
public sealed class PropertyTests
{
    private static readonly string[] Gaps =
        ["\n", "\n\n\n", "  ", "    ", "\t", " // comment\n", "\n// comment\n", "\n\n/// documentation\n\n", "\r\n"];

    public static TheoryData<string> Files => [.. RepositoryStyleTests.Paths, .. Samples.Names.Select(name => "tests/Modelwright.Compiler.Tests/Samples/" + name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file(string file) => Formatted.Text(Read(file));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_on_one_line(string file) =>
        Formatted.Text(string.Concat(Words(Read(file)).Select(word => word.Split("//")[0].ReplaceLineEndings(" "))));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_with_line_breaks_for_blanks(string file) =>
        Formatted.TryText(string.Concat(Words(Read(file)).Select(word => word.Split("//")[0].Replace(' ', '\n'))));

    [Fact]
    public void Files_with_other_blanks_and_comments()
    {
        var formatted = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var words = Words(Samples.Read(Samples.Names[seed % Samples.Names.Count]));
            for (var change = 0; change <= seed % 20; change++)
                words[random.Next(words.Count)] += Gaps[random.Next(Gaps.Length)];
            formatted += Formatted.TryText(string.Concat(words)) is null ? 0 : 1;
        }

        formatted.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Files_with_other_tokens()
    {
        var formatted = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var words = Words(Samples.Read(Samples.Names[seed % Samples.Names.Count]));
            for (var change = 0; change <= seed % 3; change++)
                Change(words, random);
            formatted += Formatted.TryText(string.Concat(words)) is null ? 0 : 1;
        }

        formatted.ShouldBeGreaterThan(100);
    }

    private static void Change(List<string> words, Random random)
    {
        var (at, other) = (random.Next(words.Count), random.Next(words.Count));
        switch (random.Next(4))
        {
            case 0:
                words.RemoveAt(at);
                break;
            case 1:
                words.Insert(at, words[other]);
                break;
            case 2:
                words[at] = words[other];
                break;
            default:
                (words[at], words[other]) = (words[other], words[at]);
                break;
        }
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    /// <summary>Tokens with the blanks and comments behind them.</summary>
    private static List<string> Words(string text)
    {
        var starts = Tokenizer.Tokenize(text, (_, _, _) => { }).Select(token => token.Span.Start).ToList();
        return [.. starts.Zip(starts.Skip(1), (start, end) => text[start..end])];
    }
}
