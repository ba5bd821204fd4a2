using System.Globalization;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

public sealed class CultureTests
{
    [Fact]
    public void Numbers_and_messages_ignore_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "\u2212";
        try
        {
            CultureInfo.CurrentCulture = culture;

            SyntaxPrinter.Print(Parsed.Expression("-1.5 + 1e-3")).ShouldBe("(+ (- 1.5) 0.001)");
            Parsed.Text(new string('\n', 1200) + "const a = (\n").Errors
                .ShouldHaveSingleItem().ShouldBe("1202:1 MW0010 expected an expression after '(', found the end of the file");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
