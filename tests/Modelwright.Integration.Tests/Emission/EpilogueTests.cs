using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Integration.Tests.Emission;

public class EpilogueTests
{
    [Theory]
    [InlineData(1, 1, 300)]
    [InlineData(1, 5, 33)]
    [InlineData(3, 14, 270)]
    [InlineData(2, 40, 70)]
    public void What_a_product_takes_along_agrees_with_the_reference(int batch, int length, int outputs)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 24));
        var product = f.Add(new Einsum("abc,dc->abd"), x, f.Parameter("w", outputs, 24));
        var offset = f.Add(new Add(), product, f.Parameter("bias", outputs));
        var gated = f.Mul(f.Mul(offset, f.Add(new Sigmoid(), offset)), f.Input("factor", Float(B, T, 1)));
        var result = f.Add(new Sub(), gated, f.Input("rest", Float(B, T, outputs)));

        var agreement = new Agreement(f.Model(result), new Dictionary<string, int> { ["B"] = batch, ["T"] = length }).ShouldHold();

        agreement.Emitted.Code.ShouldContain(": IEpilogue");
        agreement.Emitted.Code.ShouldNotContain("worker.Wait();");
    }
}
