using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Choices;
using Modelwright.Compiler.Passes.Simplification;
using Modelwright.Compiler.Reference;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class ChooseRowsTests
{
    private const int Width = 16;

    private readonly FunctionBuilder _f = new();

    [Fact]
    public void An_expert_is_computed_for_the_rows_of_its_mask()
    {
        var (x, scores) = (Tokens(), _f.Input("scores", Float(B, T, 2)));
        var best = _f.Add(new TopK(2, 1), scores);
        var outputs = _f.Add(new Concat(0), Stacked(Expert(x, "experts.0")), Stacked(Expert(x, "experts.1")));
        var weighted = _f.Mul(_f.Reshape(scores, B, T, 1, 2), _f.Transpose(outputs, 1, 2, 3, 0));
        var graph = _f.Model(_f.Add(new Reduce(ReduceKind.Sum, 3), weighted, _f.Reshape(best, B, T, 1, 2)));

        var chosen = Chosen(graph);

        chosen.Main.Body().ShouldStartWith(
            "topk(1, axis: 2) %scores; slice(axis: 2, start: 0, length: 1) %0; reshape([B, T]) %1; callwhere(Experts, experts.0) %2, %x; reshape([1, B, T, 16]) %3; " +
            "slice(axis: 2, start: 1, length: 1) %0; reshape([B, T]) %5; callwhere(Experts, experts.1) %6, %x; ");
        chosen.Functions.Count.ShouldBe(2);
        chosen.Functions[0].Body().ShouldBe("einsum(ab,cb->ac) %x, @up; max %0, 0; einsum(ab,cb->ac) %1, @down");
        chosen.Functions[0].Parameters.Select(p => p.Path).ShouldBe(["up", "down"]);
        chosen.Main.Parameters.ShouldBeEmpty();
    }

    [Fact]
    public void A_choice_between_two_computes_each_where_it_is_taken()
    {
        var x = Tokens();
        var open = _f.Reshape(Open(), B, T, 1);
        var graph = _f.Model(_f.Add(new Select(), open, Expert(x, "a"), Expert(x, "b")));

        Chosen(graph).Main.Body().ShouldBe(
            "less 0, %gate; reshape([B, T, 1]) %0; callwhere(A, a) %0, %x; not %0; callwhere(A, b) %3, %x; select %1, %2, %4");
    }

    [Fact]
    public void A_factor_that_a_choice_makes_0_chooses()
    {
        var x = Tokens();
        var weight = _f.Add(new Select(), Open(), _f.Input("p", Float(B, T)), _f.Scalar(0.0));
        var scaled = _f.Add(new Div(), weight, _f.Input("sum", Float(B, T)));
        var graph = _f.Model(_f.Mul(_f.Reshape(scaled, B, T, 1), Expert(x, "expert")));

        Chosen(graph).Main.Body().ShouldContain("callwhere(Expert, expert) %0, %x");
    }

    [Fact]
    public void A_part_of_a_factor_chooses_by_the_same_part_of_its_mask()
    {
        var (x, scores) = (Tokens(), _f.Input("scores", Float(B, T, 2)));
        var weight = _f.Add(new Select(), _f.Add(new TopK(2, 1), scores), scores, _f.Scalar(0.0));
        var graph = _f.Model(_f.Mul(_f.Add(new Slice(2, 1, 1), weight), Expert(x, "expert")));

        Chosen(graph).Main.Body().ShouldContain("slice(axis: 2, start: 1, length: 1) %0; reshape([B, T]) %3; callwhere(Expert, expert) %4, %x");
    }

    [Fact]
    public void A_factor_does_not_choose_what_may_become_infinite()
    {
        var x = Tokens();
        var weight = _f.Add(new Select(), _f.Reshape(Open(), B, T, 1), _f.Input("p", Float(B, T, Width)), _f.Scalar(0.0));
        var kept = Expert(x, "expert");
        var graph = _f.Model(_f.Add(new Add(), _f.Mul(weight, _f.Add(new Log(), kept)), _f.Mul(weight, kept)));

        Chosen(graph).Main.Body().ShouldNotContain("callwhere");
    }

    [Fact]
    public void A_read_at_an_index_computes_what_it_picks()
    {
        var x = Tokens();
        var picked = _f.Input("picked", Int(B, T));
        var outputs = _f.Add(new Concat(0), Stacked(Expert(x, "experts.0")), Stacked(Expert(x, "experts.1")));
        var graph = _f.Model(_f.Add(new TakeAlong(0), outputs, _f.Reshape(picked, 1, B, T, 1)));

        Chosen(graph).Main.Body().ShouldStartWith(
            "equal %picked, 0; callwhere(Experts, experts.0) %0, %x; reshape([1, B, T, 16]) %1; equal %picked, 1; callwhere(Experts, experts.1) %3, %x; ");
    }

    [Fact]
    public void The_body_of_a_call_is_computed_for_chosen_rows()
    {
        var block = new FunctionBuilder();
        var callee = block.Build("Block", Expert(block, block.Input("x", Float(B, T, Width)), ""));
        var x = Tokens();
        var next = _f.Call(callee, "blocks.1", x)[0];
        var graph = _f.Model([_f.Add(new Select(), _f.Reshape(Open(), B, T, 1), next, x)], callee);

        Chosen(graph).Main.Body().ShouldBe("less 0, %gate; callwhere(Blocks, blocks.1) %0, %x; reshape([B, T, 1]) %0; select %2, %1, %x");
    }

    [Fact]
    public void A_choice_among_chosen_rows_chooses_again()
    {
        var x = Tokens();
        var first = Expert(x, "first");
        var again = _f.Add(new Less(), _f.Scalar(0.0), _f.Reshape(_f.Add(new Reduce(ReduceKind.Max, 2), first), B, T, 1));
        var inner = _f.Add(new Select(), again, Expert(first, "second"), first);
        var graph = _f.Model(_f.Add(new Select(), _f.Reshape(Open(), B, T, 1), inner, x));

        var chosen = Chosen(graph);
        chosen.Functions.Count(f => f.Body().Contains("callwhere")).ShouldBe(2);
    }

    [Fact]
    public void What_mixes_rows_is_computed_for_all()
    {
        var x = Tokens();
        var mixed = _f.Add(new Einsum("abc,dbc->adc"), Expert(x, "expert"), _f.Input("mix", Float(T, T, Width)));
        var open = _f.Reshape(_f.Add(new Less(), _f.Scalar(0.0), _f.Input("gate", Float(B, T))), B, T, 1);
        var graph = _f.Model(_f.Add(new Select(), open, mixed, x));

        Chosen(graph).Main.Body().ShouldNotContain("callwhere");
    }

    [Fact]
    public void What_something_else_reads_is_computed_for_all()
    {
        var x = Tokens();
        var y = Expert(x, "expert");
        var graph = _f.Model(_f.Add(new Select(), _f.Reshape(Open(), B, T, 1), y, x), _f.Add(new Tanh(), y));

        Chosen(graph).Main.Body().ShouldNotContain("callwhere");
    }

    [Fact]
    public void What_decides_the_choice_is_computed_before()
    {
        var x = Tokens();
        var y = Expert(x, "expert");
        var own = _f.Add(new Less(), _f.Scalar(0.0), y);
        var graph = _f.Model(_f.Add(new Select(), _f.Add(new And(), own, _f.Reshape(Open(), B, T, 1)), y, x));

        Chosen(graph).Main.Body().ShouldNotContain("callwhere");
    }

    [Fact]
    public void Little_work_is_done_for_all()
    {
        var x = Tokens();
        var graph = _f.Model(_f.Add(new Select(), _f.Reshape(Open(), B, T, 1), _f.Add(new Tanh(), _f.Mul(x, x)), x));

        Chosen(graph).Main.Body().ShouldNotContain("callwhere");
    }

    [Fact]
    public void An_expert_that_is_never_chosen_may_give_anything()
    {
        var (x, scores) = (Tokens(), _f.Input("scores", Float(B, T, 2)));
        var weights = _f.Add(new Softmax(2), scores, _f.Add(new Less(), _f.Scalar(0.0), scores));
        var outputs = _f.Add(new Concat(0), Stacked(Expert(x, "experts.0")), Stacked(Expert(x, "experts.1")));
        var graph = Chosen(_f.Model(_f.Add(new Einsum("abcd,bca->bcd"), outputs, weights)));

        var inputs = new Dictionary<string, DenseTensor> { ["x"] = Filled(_ => 1, 1, 3, Width), ["scores"] = Filled(i => i % 2 == 0 ? 1 : -1, 1, 3, 2) };
        var asked = new HashSet<string>();
        var result = Interpreter.Run(graph, inputs, path =>
        {
            asked.Add(path);
            return Filled(_ => path.StartsWith("experts.1", StringComparison.Ordinal) ? double.NaN : 0.5, Width, Width);
        });

        result["output0"].Data.ShouldAllBe(value => value == 64);
        asked.ShouldBe(["experts.0.up", "experts.0.down"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    public void Each_row_goes_to_as_many_experts_as_are_chosen(int batch, int length)
    {
        const int Experts = 5;
        const int ChosenExperts = 2;
        var counter = new Counter();
        var (x, scores) = (Tokens(), _f.Input("scores", Float(B, T, Experts)));
        var best = _f.Add(new TopK(2, ChosenExperts), scores);
        var outputs = Enumerable.Range(0, Experts).Select(i => Stacked(Expert(_f, x, $"experts.{i}.", new Counted(counter)))).ToArray();
        var weighted = _f.Mul(_f.Reshape(scores, B, T, 1, Experts), _f.Transpose(_f.Add(new Concat(0), outputs), 1, 2, 3, 0));
        var graph = Chosen(_f.Model(_f.Add(new Reduce(ReduceKind.Sum, 3), weighted, _f.Reshape(best, B, T, 1, Experts))), compare: false);

        var random = new Random(1);
        var inputs = graph.Inputs.ToDictionary(
            p => p.Name, p => Filled(_ => random.NextDouble() - 0.5, [.. p.Type.Shape.Select(d => (int)d.Evaluate(symbol => symbol == "B" ? batch : length))]));
        Interpreter.Run(graph, inputs, _ => Filled(_ => random.NextDouble() - 0.5, Width, Width));

        counter.Rows.ShouldBe(batch * length * ChosenExperts);
    }

    [Fact]
    public void Any_mixture_keeps_its_meaning()
    {
        var chosen = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var graph = new RandomMixture(seed).Build();
            GraphVerifier.Verify(graph);
            var after = ChooseRows.Run(graph);
            after.ShouldMeanTheSameAs(graph, seed, $"seed {seed}");
            chosen += after.Functions.Sum(f => f.Nodes.Count(n => n.Operator is CallWhere));
        }

        chosen.ShouldBeGreaterThan(150);
    }

    private static ModelGraph Chosen(ModelGraph before, bool compare = true)
    {
        var after = MergeFunctions.Run(CommonSubexpressions.Run(ChooseRows.Run(before)));
        if (compare)
            after.ShouldMeanTheSameAs(before);
        GraphVerifier.Verify(after);
        return after;
    }

    private static DenseTensor Filled(Func<int, double> value, params int[] shape)
    {
        var tensor = new DenseTensor(shape);
        for (var i = 0; i < tensor.Data.Length; i++)
            tensor.Data[i] = value(i);
        return tensor;
    }

    private Value Tokens() => _f.Input("x", Float(B, T, Width));

    private Value Open() => _f.Add(new Less(), _f.Scalar(0.0), _f.Input("gate", Float(B, T)));

    private Value Stacked(Value value) => _f.Reshape(value, [1, .. value.Shape]);

    private Value Expert(Value x, string path) => Expert(_f, x, path + ".");

    private static Value Expert(FunctionBuilder f, Value x, string prefix, Operator? between = null)
    {
        var up = f.Add(new Einsum("abc,dc->abd"), x, f.Parameter(prefix + "up", Width, Width));
        var inner = between is null ? f.Add(new Max(), up, f.Scalar(0.0)) : f.Add(between, up);
        return f.Add(new Einsum("abc,dc->abd"), inner, f.Parameter(prefix + "down", Width, Width));
    }

    private sealed class Counter
    {
        public int Rows { get; set; }
    }

    /// <summary>Gives back what it is given and counts the rows.</summary>
    private sealed record Counted(Counter Counter) : PointwiseOperator
    {
        public override string Name => "counted";

        public override string CSharp => "{0}";

        public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands) => operands;

        public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
        {
            Counter.Rows += operands[0].Data.Length / operands[0].Shape[^1];
            return operands;
        }

        public override IReadOnlyList<string> LowerToOnnx(Emit.Onnx.OnnxBuilder onnx, IReadOnlyList<Emit.Onnx.OnnxValue> operands) => [operands[0].Name];
    }
}
