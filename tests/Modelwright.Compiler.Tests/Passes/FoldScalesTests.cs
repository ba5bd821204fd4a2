using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Parameters;
using Modelwright.Compiler.Passes.Simplification;
using Modelwright.Compiler.Syntax;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class FoldScalesTests
{
    [Fact]
    public void A_normalisation_before_a_product_goes_into_its_weight()
    {
        var f = new FunctionBuilder();
        var norm = f.Mul(f.Add(new Sub(), f.Input("x", Float(B, 4)), f.Parameter("mean", 4)), f.Add(new Rsqrt(), f.Parameter("variance", 4)));
        var folded = Folded(f.Model(f.Add(new Einsum("bd,od->bo"), norm, f.Parameter("w", 3, 4))));

        folded.Main.Body().ShouldBe("prepare(MainPrepared); einsum(bd,od->bo) %x, %0; add %2, %1");
    }

    [Fact]
    public void A_batch_normalisation_leaves_the_layer_alone()
    {
        const string text = """
            model Normed {
                input x : float[B, 4]
                output y : float[B, 3] = relu(Linear(BatchNorm(x) as norm, 3, bias: true) as fc)
            }
            """;
        var graph = ModelCompiler.Compile([new SourceText("normed.model", text)], new CompileOptions()).Models.Single();
        var main = PassPipeline.Run(graph).Main;

        main.Nodes.Where(node => node.Operator is Rsqrt or Sub or Mul).ShouldBeEmpty();
        main.Nodes.Count(node => node.Operator is Einsum).ShouldBe(1);
    }

    [Fact]
    public void A_normalisation_after_a_product_goes_into_its_weight()
    {
        var f = new FunctionBuilder();
        var product = f.Add(new Einsum("btd,od->bto"), f.Input("x", Float(B, T, 4)), f.Parameter("w", 3, 4));
        var norm = f.Mul(f.Add(new Sub(), f.Add(new Add(), product, f.Parameter("bias", 3)), f.Parameter("mean", 3)), f.Parameter("gain", 3));
        var folded = Folded(f.Model(f.Add(new Add(), norm, f.Parameter("shift", 3))));

        folded.Main.Body().ShouldBe("prepare(MainPrepared); einsum(btd,od->bto) %x, %1; add %2, %0");
    }

    [Fact]
    public void All_products_that_read_it_take_the_scale()
    {
        var f = new FunctionBuilder();
        var scaled = f.Mul(f.Input("x", Float(B, 4)), f.Parameter("gain", 4));
        var folded = Folded(f.Model(
            f.Add(new Einsum("bd,od->bo"), scaled, f.Parameter("q", 3, 4)), f.Add(new Einsum("od,bd->bo"), f.Parameter("k", 3, 4), scaled)));

        folded.Main.Body().ShouldBe("prepare(MainPrepared); einsum(bd,od->bo) %x, %0; einsum(od,bd->bo) %1, %x");
    }

    [Fact]
    public void What_is_read_otherwise_too_is_computed_anyway()
    {
        var f = new FunctionBuilder();
        var scaled = f.Mul(f.Input("x", Float(B, 4)), f.Parameter("gain", 4));
        ShouldStay(f.Model(f.Add(new Einsum("bd,od->bo"), scaled, f.Parameter("w", 3, 4)), f.Add(new Tanh(), scaled)));
    }

    [Fact]
    public void The_gain_of_what_is_computed_on_the_way_stays()
    {
        var f = new FunctionBuilder();
        var norm = f.Mul(f.Input("x", Float(B, 4)), f.Input("scale", Float(B, 1)));
        ShouldStay(f.Model(f.Add(new Einsum("bd,od->bo"), f.Mul(norm, f.Parameter("gain", 4)), f.Parameter("w", 3, 4))));
    }

    [Fact]
    public void A_scale_along_the_rows_stays()
    {
        var f = new FunctionBuilder();
        ShouldStay(f.Model(f.Add(new Einsum("ntd,od->nto"), f.Mul(f.Input("x", Float(B, 5, 4)), f.Parameter("gain", 5, 4)), f.Parameter("w", 3, 4))));
    }

    [Fact]
    public void A_scale_by_a_number_stays()
    {
        var f = new FunctionBuilder();
        ShouldStay(f.Model(f.Mul(f.Add(new Einsum("bd,od->bo"), f.Input("x", Float(B, 4)), f.Parameter("w", 3, 4)), f.Scalar(0.5))));
    }

    [Fact]
    public void A_large_weight_stays()
    {
        var f = new FunctionBuilder();
        ShouldStay(f.Model(f.Add(new Einsum("bd,od->bo"), f.Mul(f.Input("x", Float(B, 512)), f.Parameter("gain", 512)), f.Parameter("w", 513, 512))));
    }

    [Fact]
    public void Any_scales_and_offsets_keep_their_meaning()
    {
        var changed = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var before = RandomProduct(new Random(seed));
            var after = DeadCode.Run(FoldScales.Run(before));
            after.ShouldMeanTheSameAs(before, seed, $"the graph of seed {seed}");
            changed += GraphPrinter.Print(after) == GraphPrinter.Print(before) ? 0 : 1;
        }

        changed.ShouldBeInRange(150, 350);
    }

    // Steps by parameters before and after a product of any equation, either side of which is the weight.
    private static ModelGraph RandomProduct(Random random)
    {
        var f = new FunctionBuilder();
        var count = 0;
        var extents = new Dictionary<char, Dim> { ['b'] = B, ['t'] = T, ['d'] = 4, ['e'] = 2, ['o'] = 3 };
        var (left, right, output) = random.Next(5) switch
        {
            0 => ("btd", "od", "bto"),
            1 => ("bde", "oed", "bo"),
            2 => ("bed", "edo", "beo"),
            3 => ("ted", "de", "ted"),
            _ => ("bd", "do", "ob"),
        };
        var x = f.Input("x", Shaped(left));
        var scaled = Steps(x);
        var weight = f.Parameter("weight", [.. right.Select(letter => extents[letter])]);
        var product = random.Next(2) == 0
            ? f.Add(new Einsum($"{left},{right}->{output}"), scaled, weight)
            : f.Add(new Einsum($"{right},{left}->{output}"), weight, scaled);
        var result = Steps(product);
        return random.Next(4) == 0 ? f.Model(result, f.Add(new Tanh(), random.Next(2) == 0 ? scaled : product)) : f.Model(result);

        TensorType Shaped(string letters) => Float([.. letters.Select(letter => extents[letter])]);

        Value Steps(Value value)
        {
            for (var i = random.Next(4); i > 0; i--)
            {
                var shape = value.Shape.Select(extent => extent.IsConstant && random.Next(3) > 0 ? extent : Dim.One).Skip(random.Next(value.Shape.Rank));
                var operand = f.Parameter($"p{count++}", [.. shape]);
                value = random.Next(5) switch
                {
                    0 => f.Add(new Add(), value, operand),
                    1 => f.Add(new Sub(), value, operand),
                    2 => f.Add(new Sub(), operand, value),
                    3 => f.Add(new Div(), value, f.Add(new Exp(), operand)),
                    _ => f.Mul(operand, value),
                };
            }

            return value;
        }
    }

    private static void ShouldStay(ModelGraph graph) => GraphPrinter.Print(DeadCode.Run(FoldScales.Run(graph))).ShouldBe(GraphPrinter.Print(graph));

    private static ModelGraph Folded(ModelGraph graph)
    {
        var folded = DeadCode.Run(PrepareParameters.Run(ShapeSimplification.Run(FoldScales.Run(graph))));
        folded.ShouldMeanTheSameAs(graph);
        return folded;
    }
}
