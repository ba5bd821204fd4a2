using Modelwright.Compiler.Graph;
using Modelwright.OnnxRuntime;

namespace Modelwright.Onnx.Tests;

public class ExtentFormulaTests
{
    [Fact]
    public void Evaluates_what_extents_are_written_as()
    {
        var (b, n) = (Dim.Symbol("B"), Dim.Symbol("N_1"));
        Dim[] extents =
        [
            7, b, (2 * b * b * n) - b + 3, Dim.FloorDivide(b - 1, n), 4 - (3 * b), Dim.FloorDivide((2 * b) - (9 * n), 4 * n) * b, Dim.FloorDivide(Dim.FloorDivide(b, 3) - n, 2),
        ];

        foreach (var extent in extents)
            ExtentFormula.Evaluate($"{extent}", Size).ShouldBe((int)extent.Evaluate(Size), $"{extent}");

        static long Size(string symbol) => symbol == "B" ? 11 : 5;
    }

    [Theory]
    [InlineData("B +")]
    [InlineData("floor((B) / 2)")]
    [InlineData("")]
    public void Refuses_anything_else(string text) => Should.Throw<FormatException>(() => ExtentFormula.Evaluate(text, symbol => symbol == "B" ? 2 : throw new FormatException()));
}
