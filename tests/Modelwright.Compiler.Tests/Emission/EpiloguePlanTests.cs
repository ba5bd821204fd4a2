using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Emission;

public class EpiloguePlanTests
{
    [Theory]
    [InlineData("an activation")]
    [InlineData("an offset for each column")]
    [InlineData("an offset for each column of each head")]
    [InlineData("a factor for each row")]
    [InlineData("a number")]
    [InlineData("what the product reads")]
    [InlineData("what is computed later")]
    [InlineData("itself twice")]
    public void A_product_takes_along(string what)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 6));
        var product = Linear(f, x, "w", 6);
        var result = what switch
        {
            "an activation" => f.Add(new Tanh(), product),
            "an offset for each column" => f.Add(new Add(), product, f.Parameter("bias", 6)),
            "an offset for each column of each head" => f.Add(new Add(), f.Reshape(product, B, T, 2, 3), f.Parameter("bias", 2, 3)),
            "a factor for each row" => f.Mul(product, f.Input("factor", Float(B, T, 1))),
            "a number" => f.Mul(product, f.Scalar(3.0)),
            "what the product reads" => f.Add(new Add(), product, x),
            "what is computed later" => f.Add(new Add(), product, f.Add(new Softmax(2), f.Add(new Exp(), x))),
            _ => f.Mul(product, f.Add(new Sigmoid(), product)),
        };

        Fused(f.Model(result)).ShouldBe(["w"]);
    }

    [Theory]
    [InlineData("is a result")]
    [InlineData("is read by two tensors")]
    [InlineData("is read by another product")]
    [InlineData("is read in another order")]
    [InlineData("is read at other steps")]
    [InlineData("is read at its first column too")]
    [InlineData("is summed up")]
    [InlineData("is normalised")]
    [InlineData("is kept as a history")]
    [InlineData("is an item of a list")]
    [InlineData("meets what varies along one of the axes of rows")]
    [InlineData("is chosen by an index")]
    public void A_product_stays_by_itself_where_it(string what)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 6));
        var product = Linear(f, x, "w", 6);
        Value[] results = what switch
        {
            "is a result" => [product, f.Add(new Tanh(), product)],
            "is read by two tensors" => [f.Add(new Tanh(), product), f.Add(new Sigmoid(), product)],
            "is read by another product" => [f.Add(new Einsum("abc,abc->ab"), product, f.Add(new Tanh(), product)), f.Add(new Einsum("abc,adc->abd"), product, x)],
            "is read in another order" => [f.Add(new Tanh(), f.Transpose(product, 1, 0, 2))],
            "is read at other steps" => [f.Mul(product, f.Add(new Slice(1, 0, T), f.Add(new Window(1, 1, 0, null), product)))],
            "is read at its first column too" => [f.Mul(product, f.Add(new Slice(2, 0, 1), product))],
            "is summed up" => [f.Mul(product, f.Reshape(f.Sum(product, 2), B, T, 1))],
            "is normalised" => [f.Add(new Softmax(2), product)],
            "is kept as a history" => [f.Add(new Tanh(), f.Add(new History(1, "state"), product))],
            "is an item of a list" => [f.Add(new Concat(2), product, x)],
            "meets what varies along one of the axes of rows" => [f.Mul(product, f.Input("factor", Float(T, 1)))],
            _ => [f.Add(new Tanh(), f.Add(new Gather(2), product, f.Input("at", Int(6))))],
        };

        Fused(f.Model(results)).ShouldBeEmpty();
    }

    [Fact]
    public void Of_two_products_the_last_one_takes_the_other_along()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 6));
        var gate = f.Add(new Sigmoid(), Linear(f, x, "gate", 5));
        var product = f.Mul(gate, Linear(f, x, "up", 5));

        Fused(f.Model(product)).ShouldBe(["up"]);
    }

    [Fact]
    public void One_product_after_another_takes_along_what_follows_it()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 6));
        var hidden = f.Add(new Tanh(), Linear(f, x, "first", 5));

        Fused(f.Model(f.Add(new Add(), x, Linear(f, hidden, "second", 6)))).ShouldBe(["second", "first"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("a gate for each element")]
    [InlineData("a gate for each element of a row")]
    [InlineData("a gate for each head")]
    [InlineData("a gate for each column of all heads")]
    [InlineData("a gate for each column of each head, the same for all rows")]
    [InlineData("part of a wider row")]
    [InlineData("heads in part of a wider row")]
    [InlineData("a product that comes later")]
    public void Attention_takes_along(string what)
    {
        var f = new FunctionBuilder();
        var y = Attended(f, width: 16);
        var flat = f.Reshape(y, B, T, 48);
        var result = what switch
        {
            "a gate for each element" => f.Mul(y, f.Add(new Sigmoid(), f.Input("gate", Float(B, T, 3, 16)))),
            "a gate for each element of a row" => f.Mul(flat, f.Add(new Sigmoid(), f.Input("gate", Float(B, T, 48)))),
            "a gate for each head" => f.Mul(y, f.Add(new Sigmoid(), f.Input("gate", Float(B, T, 3, 1)))),
            "a gate for each column of all heads" => f.Mul(y, f.Input("gate", Float(B, T, 1, 16))),
            "a gate for each column of each head, the same for all rows" => f.Mul(y, f.Parameter("gate", 3, 16)),
            "part of a wider row" => f.Mul(flat, f.Add(new Slice(2, 5, 48), f.Input("gate", Float(B, T, 60)))),
            "heads in part of a wider row" => f.Mul(y, f.Reshape(f.Add(new Slice(2, 5, 3), f.Input("gate", Float(B, T, 60))), B, T, 3, 1)),
            _ => f.Mul(flat, f.Add(new Sigmoid(), Linear(f, f.Input("x", Float(B, T, 6)), "gate", 48))),
        };

        Fused(f.Model(result)).ShouldBe(["attention"]);
    }

    [Theory]
    [InlineData("is a result")]
    [InlineData("is read head by head")]
    [InlineData("is normalised")]
    [InlineData("meets another head")]
    [InlineData("meets what varies within a head")]
    [InlineData("has heads that fill no lanes")]
    public void Attention_stays_by_itself_where_it(string what)
    {
        var f = new FunctionBuilder();
        var y = Attended(f, what == "has heads that fill no lanes" ? 20 : 16);
        Value[] results = what switch
        {
            "is a result" => [y, f.Add(new Tanh(), y)],
            "is read head by head" => [f.Add(new Tanh(), f.Transpose(y, 0, 2, 1, 3))],
            "is normalised" => [f.Mul(y, f.Reshape(f.Sum(y, 3), B, T, 3, 1))],
            "meets another head" => [f.Mul(y, f.Add(new Slice(2, 0, 1), y))],
            "meets what varies within a head" => [f.Mul(y, f.Add(new Repeat(3, 2), f.Input("gate", Float(B, T, 3, 8))))],
            _ => [f.Add(new Tanh(), y)],
        };

        Fused(f.Model(results)).ShouldBeEmpty();
    }

    private static Value Attended(FunctionBuilder f, long width) => f.Add(
        new Attention(1, Causal: true), f.Input("q", Float(B, T, 3, 8)), f.Input("k", Float(B, T, 1, 8)), f.Input("v", Float(B, T, 1, width)));

    private static Value Linear(FunctionBuilder f, Value x, string path, long outputs) =>
        f.Add(new Einsum("abc,dc->abd"), x, f.Parameter(path, outputs, x.Shape[2]));

    private static IEnumerable<string?> Fused(ModelGraph graph)
    {
        var main = NativeForms.Run(graph).Main;
        return EpiloguePlan.Of(main, FusionPlan.Of(main, null), null).All.Select(fused => WeightProduct.Of(fused.Node)?.Weight.Path ?? fused.Node.Operator.Name);
    }
}
