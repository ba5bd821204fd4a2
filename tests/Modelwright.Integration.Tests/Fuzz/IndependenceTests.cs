using System.Globalization;
using Modelwright.Compiler;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Fuzz;

namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>What comes out depends on the text alone, not on where and how it was written.</summary>
public sealed class IndependenceTests
{
    [Fact]
    public void A_culture_changes_nothing()
    {
        var expected = Texts.All.Select(Everything).ToList();
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        // As Finnish and other writings of numbers have them; names of cultures are not at hand where tests run invariant.
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = "\u00a0";
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.PositiveInfinitySymbol = "ääretön";
        try
        {
            CultureInfo.CurrentCulture = culture;
            Texts.All.Select(Everything).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Ends_of_lines_change_nothing()
    {
        foreach (var text in Texts.All)
        {
            var lines = text.Text.Replace("\r\n", "\n", StringComparison.Ordinal);
            Everything(new SourceText(text.Path, lines.Replace("\n", "\r\n", StringComparison.Ordinal))).ShouldBe(Everything(new SourceText(text.Path, lines)), text.Path);
        }
    }

    /// <summary>Diagnostics, graphs and sources of a text; not the text itself, which generated code contains.</summary>
    private static string Everything(SourceText text)
    {
        var result = ModelCompiler.Compile([text], new CompileOptions { Import = ModelFiles.Importer([text]), Importable = ModelFiles.Beside });
        return string.Join('\n', result.Diagnostics.Select(d => d.ToString())
            .Concat(result.Models.Select(GraphPrinter.Print))
            .Concat(result.Models.Select(model => CSharpEmitter.Emit(PassPipeline.Run(model), [new SourceText(text.Path, "")]))));
    }
}
