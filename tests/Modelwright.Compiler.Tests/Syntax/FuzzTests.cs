using System.Text;
using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Tests.Syntax;

/// <summary>No text makes the parser throw, and every error it reports lies inside the text.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Random_bytes()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            Check((seed % 2 == 0 ? Encoding.Latin1 : Encoding.Unicode).GetString(bytes));
        }
    }

    [Fact]
    public void Random_tokens()
    {
        var words = Words(Samples.Read("language.model"));
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            Check(string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => words[random.Next(words.Count)])));
        }
    }

    [Fact]
    public void Mutated_samples()
    {
        for (var seed = 0; seed < 1000; seed++)
            Check(MutatedSample(seed));
    }

    [Fact]
    public void The_same_text_gives_the_same_tree_and_errors()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var first = Parsed.Text(MutatedSample(seed));
            var second = Parsed.Text(MutatedSample(seed));

            second.Errors.ShouldBe(first.Errors);
            SyntaxPrinter.Print(second.File).ShouldBe(SyntaxPrinter.Print(first.File));
        }
    }

    [Fact]
    public void Every_beginning_of_a_sample()
    {
        var text = Samples.Read("language.model");
        for (var length = 0; length < text.Length; length += 7)
            Check(text[..length]);
    }

    /// <summary>Tokens with the blanks and comments behind them.</summary>
    private static List<string> Words(string text)
    {
        var starts = Tokenizer.Tokenize(text, (_, _, _) => { }).Select(token => token.Span.Start).ToList();
        return starts.Zip(starts.Skip(1), (start, end) => text[start..end]).ToList();
    }

    private static string MutatedSample(int seed)
    {
        var random = new Random(seed);
        var words = Words(Samples.Read(Samples.Names[seed % Samples.Names.Count]));
        for (var mutation = 0; mutation <= seed % 5; mutation++)
            Mutate(words, random);
        return string.Concat(words);
    }

    private static void Mutate(List<string> words, Random random)
    {
        var at = random.Next(words.Count);
        var other = words[random.Next(words.Count)];
        switch (random.Next(4))
        {
            case 0:
                words.RemoveAt(at);
                break;
            case 1:
                words.Insert(at, other);
                break;
            case 2:
                words[at] = other;
                break;
            default:
                words[at] = words[at].Insert(random.Next(words[at].Length), ((char)random.Next(' ', 0x180)).ToString());
                break;
        }
    }

    private static void Check(string text)
    {
        var parsed = Parsed.Text(text);

        foreach (var diagnostic in parsed.Diagnostics)
        {
            diagnostic.Location.Span.Start.ShouldBeInRange(0, text.Length);
            diagnostic.Location.Span.End.ShouldBeInRange(diagnostic.Location.Span.Start, text.Length);
        }

        SyntaxPrinter.Print(parsed.File).ShouldNotBeNull();
    }
}
