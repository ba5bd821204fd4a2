using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Emission;

public class MergeProductsTests
{
    [Fact]
    public void Products_of_one_activation_are_one_product()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var gate = f.Add(new Sigmoid(), Linear(f, x, "gate", 3));
        var before = f.Model(f.Mul(gate, Linear(f, x, "up", 3)));

        Merged(before).Main.Body().ShouldBe(
            "stack(gate, up); einsum(abc,dc->abd) %x, %0; slice(axis: 2, start: 0, length: 3) %1; sigmoid %2; slice(axis: 2, start: 3, length: 3) %1; mul %3, %4");
    }

    [Fact]
    public void Letters_of_heads_are_shapes_of_the_parts()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var heads = f.Add(new Tanh(), f.Add(new Einsum("abc,dec->abde"), x, f.Parameter("heads", 2, 3, 4)));
        var before = f.Model(heads, f.Add(new Tanh(), Linear(f, x, "gate", 5)));

        Merged(before).Main.Body().ShouldBe(
            "stack(heads, gate); einsum(abc,dc->abd) %x, %0; slice(axis: 2, start: 0, length: 6) %1; reshape([B, T, 2, 3]) %2; tanh %3; slice(axis: 2, start: 6, length: 5) %1; tanh %5");
    }

    [Fact]
    public void What_is_wide_enough_already_does_not_become_wider()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var before = f.Model([.. new[] { 600, 400, 300, 20 }.Select((width, i) => f.Add(new Tanh(), Linear(f, x, $"w{i}", width)))]);

        var stacks = MergeProducts.Run(before).Main.Nodes.Select(node => node.Operator).OfType<LoadStack>();

        stacks.Select(stack => stack.Attributes).ShouldBe(["w0, w1", "w2, w3"]);
    }

    [Theory]
    [InlineData("is a result")]
    [InlineData("is multiplied by a weight")]
    [InlineData("is kept as a history")]
    [InlineData("is attended to")]
    [InlineData("is an item of a list")]
    [InlineData("has a weight that is read elsewhere")]
    [InlineData("has a weight in another order")]
    [InlineData("has another activation")]
    public void It_stays_by_itself_where_it(string what)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var first = f.Add(new Tanh(), Linear(f, x, "first", 3));
        var weight = f.Parameter("second", 4, 4);
        var product = f.Add(
            new Einsum(what == "has a weight in another order" ? "abc,cd->abd" : "abc,dc->abd"),
            what == "has another activation" ? f.Add(new Neg(), x) : x, weight);
        Value[] results = what switch
        {
            "is a result" => [product],
            "is multiplied by a weight" => [f.Add(new Tanh(), Linear(f, product, "third", 4))],
            "is kept as a history" => [f.Add(new Tanh(), f.Add(new Reduce(ReduceKind.Sum, 1), f.Add(new History(1, "state"), product)))],
            "is attended to" => [f.Add(new Attention(1, Causal: false), [.. Enumerable.Repeat(f.Reshape(product, B, T, 2, 2), 3)])],
            "is an item of a list" => [f.Add(new Concat(0), product, product)],
            "has a weight that is read elsewhere" => [f.Add(new Tanh(), product), f.Add(new Tanh(), weight)],
            _ => [f.Add(new Tanh(), product)],
        };

        Merged(f.Model([first, .. results])).Main.Body().ShouldNotContain("stack");
    }

    [Theory]
    [InlineData("block", false)]
    [InlineData("other", true)]
    public void It_stays_by_itself_where_another_function_reads_the_weight(string path, bool isMerged)
    {
        var (one, two) = (Block("One", [B, T, 4]), Block("Two", [T, B, 4]));
        var f = new FunctionBuilder();
        Value[] results = [.. f.Call(one, "block", f.Input("x", Float(B, T, 4))), .. f.Call(two, path, f.Input("y", Float(T, B, 4)))];

        Merged(f.Model(results, one, two)).Functions[0].Body().Contains("stack").ShouldBe(isMerged);

        Function Block(string name, Dim[] shape)
        {
            var block = new FunctionBuilder();
            var x = block.Input("x", Float(shape));
            return block.Build(name, block.Add(new Tanh(), Linear(block, x, "first", 3)), block.Add(new Sigmoid(), Linear(block, x, "second", 3)));
        }
    }

    [Fact]
    public void Any_products_mean_the_same()
    {
        for (var seed = 0; seed < 100; seed++)
            Merged(RandomProducts.Of(seed), seed);
    }

    private static Value Linear(FunctionBuilder f, Value x, string path, long outputs) =>
        f.Add(new Einsum("abc,dc->abd"), x, f.Parameter(path, outputs, x.Shape[2]));

    private static ModelGraph Merged(ModelGraph before, int seed = 1)
    {
        var after = MergeProducts.Run(before);
        after.ShouldMeanTheSameAs(before, seed, $"products of seed {seed}");
        return after;
    }
}
