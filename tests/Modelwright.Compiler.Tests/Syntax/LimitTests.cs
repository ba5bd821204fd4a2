using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

/// <summary>Whatever grows without bound is refused with one error, also on a small stack.</summary>
public sealed class LimitTests
{
    private const int HostStack = 512 * 1024;

    public static TheoryData<string, string, string> Nested => new()
    {
        { "(", "1", ")" },
        { "f(", "1", ")" },
        { "f(a: -", "1", ")" },
        { "x[1 + ", "1", "]" },
        { "x[a | 2 * ", "1", "]" },
        { "[", "1", "]" },
        { "[a: ", "1", "] => 1" },
        { "u => ", "1", "" },
        { "a ? b : ", "1", "" },
        { "a ? ", "1", " : b" },
        { "f() as p[", "1", "]" },
        { "f([-(a ? x[b, 1 ^ ", "1", "] : 2)])" },
        { "((", "", "" },
    };

    public static TheoryData<string, string, string> Tall => new()
    {
        { "-", "1", "" },
        { "a ^ ", "1", "" },
        { "a + ", "1", "" },
        { "", "a", " |> f()" },
        { "", "a", ".b" },
        { "", "a", "[0]" },
    };

    [Theory]
    [MemberData(nameof(Nested))]
    public void Deep_expressions(string open, string inner, string close)
    {
        foreach (var times in new[] { 300, 20_000 })
            Errors($"model M {{\nlet x = {Repeat(open, times)}{inner}{Repeat(close, times)}\nlet y = 1\n}}")
                .ShouldHaveSingleItem().ShouldEndWith("MW0020 this is nested more than 256 levels deep");
    }

    [Theory]
    [MemberData(nameof(Tall))]
    public void Long_chains(string open, string inner, string close)
    {
        string Text(int times) => $"model M {{\nlet x = {Repeat(open, times)}{inner}{Repeat(close, times)}\nlet y = 1\n}}";

        Errors(Text(400)).ShouldBeEmpty();
        Errors(Text(100_000)).ShouldHaveSingleItem().ShouldBe(
            "2:9 MW0020 this expression applies more than 500 operations to each other's results; put parts of it into names");
    }

    [Fact]
    public void Long_comparisons_are_one_node() =>
        Errors($"const x = {Repeat("a < ", 50_000)} b").ShouldBeEmpty();

    [Theory]
    [InlineData("if a { ", " }")]
    [InlineData("if a { } else ", "{ }")]
    [InlineData("for i in a { ", " }")]
    public void Deep_statements(string open, string close)
    {
        foreach (var times in new[] { 300, 20_000 })
            Errors($"model M {{ {Repeat(open, times)}{Repeat(close, times)} }}")[0]
                .ShouldEndWith("MW0020 this is nested more than 256 levels deep");
    }

    [Theory]
    [InlineData("int -> ", "int", "")]
    [InlineData("list<", "int", ">")]
    [InlineData("float[x[", "1", "]]")]
    public void Deep_types(string open, string inner, string close) =>
        Errors($"op f(x: {Repeat(open, 20_000)}{inner}{Repeat(close, 20_000)}) {{ }}")
            .ShouldHaveSingleItem().ShouldEndWith("MW0020 this is nested more than 256 levels deep");

    [Fact]
    public void As_deep_as_allowed() =>
        Errors($"model M {{ let x = {Repeat("f(", 254)}1{Repeat(")", 254)} }}").ShouldBeEmpty();

    [Fact]
    public void Large_files()
    {
        var limit = 1 << 20;
        Errors(new string('\n', limit)).ShouldBeEmpty();
        Errors(new string('\n', limit + 1)).ShouldHaveSingleItem().ShouldBe("1:1 MW0021 this file has 1048577 characters; 1048576 are the most");
    }

    [Fact]
    public void Errors_of_a_file_that_is_no_model_are_cut_off() =>
        Errors(Repeat("$\n1x\n(\n", 20_000)).Count.ShouldBe(200);

    [Theory]
    [InlineData("([{")]
    [InlineData("[[(")]
    [InlineData("model M { let x = f([")]
    [InlineData(")]}")]
    [InlineData("for i in x\n y = 3\n }\n")]
    public void Unpaired_brackets_take_linear_time(string text) =>
        Errors(Repeat(text, (1 << 18) / text.Length)).ShouldNotBeEmpty();

    private static IReadOnlyList<string> Errors(string text)
    {
        IReadOnlyList<string> errors = [];
        var thread = new Thread(() => errors = Parsed.Text(text).Errors, HostStack);
        thread.Start();
        thread.Join();
        return errors;
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
