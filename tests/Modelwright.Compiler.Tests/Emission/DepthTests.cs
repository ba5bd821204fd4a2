using System.Text.RegularExpressions;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Testing;

namespace Modelwright.Compiler.Tests.Emission;

public class DepthTests
{
    [Fact]
    public void Source_of_100_layers_differs_from_that_of_10_in_numbers_alone()
    {
        var (deep, shallow) = (Source(100), Source(10));

        deep.ShouldNotBe(shallow);
        Regex.Replace(deep, @"\d+", "#").ShouldBe(Regex.Replace(shallow, @"\d+", "#"));
    }

    [Fact]
    public void Source_of_layers_that_mix_what_all_before_them_gave_grows_with_each_by_the_same()
    {
        var lengths = new[] { 8, 16, 24 }.Select(depth => (double)MixedSource(depth).Length).ToList();
        ((lengths[2] - lengths[1]) / (lengths[1] - lengths[0])).ShouldBe(1, tolerance: 0.05);
    }

    private static string MixedSource(int depth)
    {
        var text = new SourceText("mixed.model", File.ReadAllText(Path.Combine(Repository.Root, "tests", "Cases", "residual", "attnres_full", "case.model")));
        var options = new CompileOptions { Constants = new Dictionary<string, string> { ["depth"] = FormattableString.Invariant($"{depth}") } };
        var result = ModelCompiler.Compile([text], options);
        return CSharpEmitter.Emit(PassPipeline.Run(result.Models.ShouldHaveSingleItem()), result.Sources);
    }

    private static string Source(int depth)
    {
        var text = new SourceText("byte_lm.model", File.ReadAllText(Path.Combine(Repository.Root, "examples", "ByteLm", "byte_lm.model")));
        var options = new CompileOptions { Constants = new Dictionary<string, string> { ["depth"] = FormattableString.Invariant($"{depth}") } };
        var result = ModelCompiler.Compile([text], options);
        return CSharpEmitter.Emit(PassPipeline.Run(result.Models.ShouldHaveSingleItem()), result.Sources);
    }
}
