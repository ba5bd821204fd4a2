using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

public sealed class DeclarationTests
{
    [Theory]
    [InlineData("namespace A.B\nimport \"x.model\"\nimport a.b", "(namespace A.B)\n(import \"x.model\")\n(import a.b)\n")]
    [InlineData("const a[i: 2] = i", "(const a [i:2] i)\n")]
    [InlineData("model M { }", "(model M\n)\n")]
    [InlineData("op f() -> float[] { }", "(op f\n  (result float[])\n)\n")]
    [InlineData("block F(state: int = 1) -> (u: float[B], v: bool) { }",
        "(block F\n  (parameter state int 1)\n  (result u float[B])\n  (result v bool)\n)\n")]
    [InlineData("recurrence R(x: float[B, T]) over T is delta -> float[B, T] { }",
        "(recurrence R over T is delta\n  (parameter x float[B T])\n  (result float[B T])\n)\n")]
    [InlineData("quantize { layers.*.mlp.* : int4(group: 32)\n embed : float16 }",
        "(quantize \"\"\n  (layers.*.mlp.* (call int4 group:32))\n  (embed float16)\n)\n")]
    [InlineData("checkpoint \"hf\" { q*.0.in : \"x\" }", "(checkpoint \"hf\"\n  (q*.0.in \"x\")\n)\n")]
    [InlineData("quantize small { }", "(quantize \"small\"\n)\n")]
    public void Declarations(string text, string tree)
    {
        var parsed = Parsed.Text(text);

        parsed.Errors.ShouldBeEmpty();
        SyntaxPrinter.Print(parsed.File).ShouldBe(tree);
    }

    [Theory]
    [InlineData("float", "float")]
    [InlineData("float[]", "float[]")]
    [InlineData("float[..., B * 2]", "float[... (* B 2)]")]
    [InlineData("float[D] -> float[E] -> int", "(-> float[D] (-> float[E] int))")]
    [InlineData("list<list<float[..., D]>>", "(list (list float[... D]))")]
    [InlineData("\"a\" | \"b\"", "(choice \"a\" \"b\")")]
    [InlineData("list", "list")]
    public void Types(string text, string tree)
    {
        var parsed = Parsed.Text($"op f(x: {text}) {{ }}");

        parsed.Errors.ShouldBeEmpty();
        SyntaxPrinter.Print(((CallableDeclaration)parsed.File.Declarations[0]).Parameters[0].Type).ShouldBe(tree);
    }

    [Fact]
    public void Declarations_keep_their_documentation() =>
        Parsed.Text("/// A.\nmodel M { }\n/// B.\nconst b = 1\n/// C.\nquantize { }").File.Declarations
            .Select(declaration => declaration.Documentation).ShouldBe(["A.", "B.", "C."]);

    [Fact]
    public void Empty_text_is_an_empty_file()
    {
        var parsed = Parsed.Text("");

        parsed.Errors.ShouldBeEmpty();
        parsed.File.Declarations.ShouldBeEmpty();
        parsed.File.Namespace.ShouldBeNull();
    }
}
