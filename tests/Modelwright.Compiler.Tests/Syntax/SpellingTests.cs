using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("parm", "param")]
    [InlineData("fro", "for")]
    [InlineData("Param", "param")]
    [InlineData("kv_haeds", "kv_heads")]
    [InlineData("head_dims", "head_dim")]
    [InlineData("heds", "heads")]
    [InlineData("width", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Finds_what_was_meant(string name, string? expected) =>
        Spelling.Closest(name, ["heads", "kv_heads", "head_dim", "param", "for", "y"]).ShouldBe(expected);

    [Fact]
    public void Of_equally_close_names_the_first_wins() =>
        Spelling.Closest("cat", ["dog", "car", "cut"]).ShouldBe("car");
}
