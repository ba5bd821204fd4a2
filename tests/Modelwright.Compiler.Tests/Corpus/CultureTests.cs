using System.Globalization;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Corpus;

/// <summary>What is said and what is generated are the same bytes in every culture.</summary>
public sealed class CultureTests
{
    [Theory]
    [InlineData(",", "\u2212", "\u00a0")] // Finnish
    [InlineData(",", "-", ".")] // Turkish
    public void Messages_are_the_same(string point, string minus, string group)
    {
        var expected = CorpusFile.Names.SelectMany(n => CorpusFile.Read(n).Expected);
        In(point, minus, group, () => CorpusFile.Names.SelectMany(n => CorpusFile.Lines(CorpusFile.Read(n).Compile())).ToList()).ShouldBe(expected);
    }

    [Theory]
    [InlineData(",", "\u2212", "\u00a0")] // Finnish
    [InlineData(",", "-", ".")] // Turkish
    public void Generated_code_is_the_same(string point, string minus, string group)
    {
        const string text = "model Net(WIDTH: int = 8, eps: float = 1e-6) { input x : float[B, T, WIDTH]\noutput INDEX : float[B, T, WIDTH] = -1.5 * RmsNorm(x, eps) as IN }";
        string Generated()
        {
            var result = ModelCompiler.Compile([new SourceText("net.model", text)], new CompileOptions());
            return CSharpEmitter.Emit(PassPipeline.Run(result.Models.ShouldHaveSingleItem()), result.Sources);
        }

        In(point, minus, group, Generated).ShouldBe(Generated());
    }

    // The tests run without the system's cultures. Casing by culture is out of the question: the methods that do it are banned.
    private static T In<T>(string point, string minus, string group, Func<T> run)
    {
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = point;
        culture.NumberFormat.NegativeSign = minus;
        culture.NumberFormat.NumberGroupSeparator = group;
        try
        {
            CultureInfo.CurrentCulture = culture;
            return run();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
