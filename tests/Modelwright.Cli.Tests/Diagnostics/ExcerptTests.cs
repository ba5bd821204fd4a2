using Modelwright.Cli.Diagnostics;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli.Tests.Diagnostics;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("let x", "x", "let x", 4, 1)]
    [InlineData("\tlet\tx", "x", "    let x", 8, 1)]
    [InlineData("let\tx", "let\tx", "let x", 0, 5)]
    [InlineData("\"日本語\" word", "word", "\"日本語\" word", 9, 4)]
    [InlineData("\"日本語\" word", "日本語", "\"日本語\" word", 1, 6)]
    [InlineData("e\u0301\u0301 word", "word", "e\u0301\u0301 word", 2, 4)]
    [InlineData("\u001B[31m\u202E word", "word", "\uFFFD[31m\uFFFD word", 7, 4)]
    [InlineData("word  \r\nnext", "word  \r\n", "word", 0, 6)]
    public void Counts_the_columns_of_a_terminal(string text, string word, string line, int start, int length) =>
        Excerpt.Of(Synthetic.At(text, word)).ShouldHaveSingleItem().ShouldBe(new Excerpt(1, line, start, length));

    [Fact]
    public void Points_behind_the_end_of_a_text()
    {
        var source = new SourceText("a.model", "let x =");

        Excerpt.Of(new Location(source, new TextSpan(7, 0))).ShouldHaveSingleItem().ShouldBe(new Excerpt(1, "let x =", 7, 1));
    }

    [Fact]
    public void Cuts_a_long_line_around_the_place()
    {
        var text = new string('a', 1000) + "word" + new string('b', 1000);

        var shown = Excerpt.Of(Synthetic.At(text, "word")).ShouldHaveSingleItem();

        shown.Text.ShouldBe("..." + new string('a', 60) + "word" + new string('b', 96) + "...");
        shown.Text.Substring(shown.Start, shown.Length).ShouldBe("word");
    }
}
