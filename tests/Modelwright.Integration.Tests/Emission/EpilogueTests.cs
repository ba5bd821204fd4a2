using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using Modelwright.Integration.Tests.Threads;
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

    [Theory]
    [InlineData(1, 1, 2, 2, 16)]
    [InlineData(3, 1, 12, 2, 48)]
    [InlineData(2, 5, 4, 1, 32)]
    [InlineData(2, 60, 3, 3, 80)]
    public void What_attention_takes_along_has_the_bits_that_loops_give_it(int batch, int length, int heads, int keyHeads, int width)
    {
        var f = new FunctionBuilder();
        var y = f.Add(
            new Attention(0.3, Causal: true), f.Input("q", Float(B, T, heads, 8)), f.Input("k", Float(B, T, keyHeads, 8)), f.Input("v", Float(B, T, keyHeads, width)));
        var products = f.Add(new Einsum("abc,dc->abd"), f.Input("x", Float(B, T, 6)), f.Parameter("w", (heads * width) + heads, 6));
        var each = f.Reshape(f.Add(new Slice(2, heads, heads * width), products), B, T, heads, width);
        var ofHead = f.Reshape(f.Add(new Slice(2, 0, heads), products), B, T, heads, 1);
        var gated = f.Mul(f.Mul(y, f.Add(new Sigmoid(), each)), f.Add(new Tanh(), ofHead));
        var shared = f.Add(new Add(), f.Mul(gated, f.Input("shared", Float(B, T, 1, width))), f.Parameter("offset", heads, width));
        var graph = f.Model(f.Mul(f.Reshape(shared, B, T, heads * width), f.Input("flat", Float(B, T, heads * width))));

        var agreement = new Agreement(graph, new Dictionary<string, int> { ["B"] = batch, ["T"] = length }).ShouldHold();
        agreement.Emitted.Code.ShouldContain(": IEpilogue");
        var inputs = agreement.Inputs.ToDictionary(input => input.Key, input => TensorData.Of(Array.ConvertAll(input.Value.Data, x => (float)x), input.Value.Shape));
        var plain = EmittedModel.Of(graph, CSharpEmitter.Emit(graph, [], [EpiloguePlan.Name]), "");
        plain.Code.ShouldNotContain(": IEpilogue");
        var expected = plain.Initialize(1, Sharing.Alone).Run(inputs);
        foreach (var options in Sharing.All.Prepend(Sharing.Alone))
            Same.Check(agreement.Emitted.Initialize(1, options).Run(inputs), expected, $"with {options}");
    }
}
