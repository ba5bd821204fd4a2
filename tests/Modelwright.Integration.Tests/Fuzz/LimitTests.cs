using Modelwright.Compiler;
using Modelwright.Compiler.Syntax;
using Modelwright.Fuzz;

namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>Texts that grow in some direction: what is too much is one error, at once; what is not runs on a small stack.</summary>
public sealed class LimitTests
{
    public static TheoryData<string, string, string> TooMuch => new()
    {
        { "parentheses", Model("", Repeat("(", 10_000) + "x" + Repeat(")", 10_000)), "MW0020" },
        { "signs", Model("", Repeat("-", 10_000) + "x"), "MW0020" },
        { "powers", Model("", Repeat("x ^ ", 10_000) + "2"), "MW0020" },
        { "sums", Model("", Repeat("x + ", 10_000) + "x"), "MW0020" },
        { "choices", Model("", Repeat("true ? x : ", 10_000) + "x"), "MW0020" },
        { "lambdas", Model("", Repeat("u => ", 10_000) + "x"), "MW0020" },
        { "braces", Model(Repeat("if true { ", 10_000) + Repeat("} ", 10_000), "x"), "MW0020" },
        { "else if", Model("if false { } " + Repeat("else if false { } ", 10_000), "x"), "MW0020" },
        { "types", Repeat("op f(x: list<", 1) + Repeat("list<", 10_000) + "float" + Repeat(">", 10_001) + ") -> int { return 1 }", "MW0020" },
        { "operators", Model("var z = x for i in 0..10000 { for j in 0..10000 { z = sin(z) } }", "z"), "MW0241" },
        { "instances", Model("var z = x for i in 0..10000 as a { for j in 0..10000 as b { z = z + 1 } }", "z"), "MW0241" },
        { "steps", Model("var n = 0 for i in 0..10000 { for j in 0..10000 { for k in 0..10000 { n = n + 1 } } }", "n * x"), "MW0241" },
        { "rounds", Model("for i in 0..10000 { for j in 0..10000 { for k in 0..10000 { } } }", "x"), "MW0241" },
        { "range", Model("for i in -9223372036854775807..9223372036854775807 { }", "x"), "MW0241" },
        { "list", Model("var l = [1] for i in 0..20 { l += l }", "x * l[0]"), "MW0241" },
        { "ops in ops", Chain(1000, i => $"op f{i}(x: float[B, D]) -> float[B, D] {{ return f{i + 1}(x) + x }}") + "op f1000(x: float[B, D]) -> float[B, D] { return x }\n" + Model("", "f0(x)"), "MW0241" },
        { "instances that double", Chain(60, i => $"block F{i}(x: float[B, D]) -> float[B, D] {{ return F{i + 1}(x) as a + F{i + 1}(x) as b }}") + "block F60(x: float[B, D]) -> float[B, D] { return Linear(x, D) }\n" + Model("", "F0(x)"), "MW0241" },
        { "ops that double", Chain(60, i => $"op f{i}(x: float[B, D]) -> float[B, D] {{ return f{i + 1}(x) + f{i + 1}(x) }}") + "op f60(x: float[B, D]) -> float[B, D] { return x }\n" + Model("", "f0(x)"), "MW0241" },
        { "models that take long", Chain(200, i => $"model M{i}() {{ input x : float[B]\nvar n = 0\nfor i in 0..10000 {{ for j in 0..10000 {{ n = n + 1 }} }}\noutput y : float[B] = n * x }}"), "MW0241" },
        { "an array", Model("let t[i: 100000, j: 100000] = cos(i * j)", "x * t[0, 0]"), "MW0283" },
        { "axes", Model("let t[" + string.Join(", ", Enumerable.Range(0, 500).Select(i => $"a{i}: 2")) + "] = 1.5", "x"), "MW0283" },
        { "an extent", "model Limit() {\ninput x : float[A, B, C, D, E]\nconst n = A + B + C + D + E\nconst m = " + Repeat("n * ", 50) + "n\noutput y : float[A] = [a] => x[a, 0, 0, 0, 0]\n}", "MW0284" },
        { "quotients", "model Limit() {\ninput x : float[A, B]\nconst n0 = A\n" + Chain(60, i => $"const n{i + 1} = floor((n{i} + B * n{i}) / (n{i} + B))") + "output y : float[A] = [a] => x[a, 0]\n}", "MW0284" },
        { "blocks in blocks", Chain(1000, i => $"block F{i}(x: float[B, D]) -> float[B, D] {{ return F{i + 1}(x) + x }}") + "block F1000(x: float[B, D]) -> float[B, D] { return x }\n" + Model("", "F0(x)"), "MW0241" },
        { "constants in constants", Chain(1000, i => $"const c{i} = c{i + 1} + 1") + "const c1000 = 1\n" + Model("", "c0 * x"), "MW0241" },
        { "constants that double", Chain(60, i => $"const c{i} = c{i + 1} + c{i + 1}") + "const c60 = 0\n" + Model("", "c0 * x"), "MW0241" },
    };

    public static TheoryData<string, string> Enough => new()
    {
        { "parentheses", Model("", Repeat("(", 200) + "x" + Repeat(")", 200)) },
        { "sums", Model("", Repeat("x + ", 400) + "x") },
        { "signs", Model("", Repeat("-", 200) + "x") },
        { "braces", Model(Repeat("if true { ", 200) + Repeat("} ", 200), "x") },
        { "else if", Model("if false { } " + Repeat("else if false { } ", 100), "x") },
        { "ops in ops", Chain(200, i => $"op f{i}(x: float[B, D]) -> float[B, D] {{ return f{i + 1}(x) + x }}") + "op f200(x: float[B, D]) -> float[B, D] { return x }\n" + Model("", "f0(x)") },
        { "blocks in blocks", Chain(200, i => $"block F{i}(x: float[B, D]) -> float[B, D] {{ return (F{i + 1}(x) + x) |> sin() }}") + "block F200(x: float[B, D]) -> float[B, D] { return Linear(x, D) }\n" + Model("", "F0(x)") },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void Too_much_is_one_error(string what, string text, string id)
    {
        CompilationResult result = null!;
        SmallStack.Run(() => result = ModelCompiler.Compile([new SourceText("limit.model", text)], new CompileOptions()));

        result.Diagnostics.ShouldHaveSingleItem(what).Kind.Id.ShouldBe(id);
    }

    [Theory]
    [MemberData(nameof(Enough))]
    public void What_is_not_too_much_compiles_on_a_small_stack(string what, string text)
    {
        var source = new SourceText("limit.model", text);
        TextInvariants.Check(source);

        ModelCompiler.Compile([source], new CompileOptions()).HasErrors.ShouldBeFalse(what);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Chain(int length, Func<int, string> link) => string.Concat(Enumerable.Range(0, length).Select(i => link(i) + "\n"));

    private static string Model(string statements, string output) => $$"""
        model Limit() {
            input x : float[B, 4]
            {{statements}}
            output y : float[B, 4] = {{output}}
        }
        """;
}
