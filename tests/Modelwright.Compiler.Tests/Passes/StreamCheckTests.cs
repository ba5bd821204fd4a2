using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Streaming;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class StreamCheckTests
{
    private readonly FunctionBuilder _f = new();

    [Fact]
    public void Causal_attention_streams_before_and_after_passes()
    {
        StreamCheck.Run(SmallModel.Build()).ShouldBeEmpty();
        StreamCheck.Run(PassPipeline.Run(SmallModel.Build())).ShouldBeEmpty();
    }

    [Fact]
    public void A_model_without_a_stream_axis_may_do_anything()
    {
        var graph = Model(null, _f.Build("Main", _f.Sum(_f.Input("x", Float(B, T, 8)), 1)));
        StreamCheck.Run(graph).ShouldBeEmpty();
    }

    [Fact]
    public void Pairs_of_steps_have_no_history()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var pairs = _f.Add(new History(2, "pairs"), _f.Add(new Einsum("btc,bsc->bts"), x, x));
        var graph = Model("T", _f.Build("Main", _f.Add(new Reduce(ReduceKind.Sum, 2), pairs, _f.Causal(T, T.Past))));

        StreamCheck.Run(graph).ShouldHaveSingleItem().Node.ShouldBeSameAs(pairs.Producer);
    }

    [Theory]
    [InlineData("sum", "the sum over T needs steps that are still to come")]
    [InlineData("softmax", "the softmax over T needs steps that are still to come")]
    [InlineData("cumsum", "the cumulative sum over T needs steps that are still to come")]
    [InlineData("gather", "reading T at given indices needs steps that are not there")]
    [InlineData("slice", "a part of T is counted from the start of the whole sequence")]
    [InlineData("first", "the first rows are not those of the steps in a call; read each step's own by an index that runs over T")]
    [InlineData("concat", "concatenating along T moves its steps")]
    [InlineData("repeat", "repeating along T moves its steps")]
    [InlineData("merge", "the shape [B * T, 8] does not keep T as an axis of [B, T, 8]")]
    [InlineData("swap", "the shape [T, B, 8] does not keep T as an axis of [B, T, 8]")]
    [InlineData("einsum", "the sum over T needs steps that are still to come")]
    [InlineData("history", "an output cannot have the whole history of T as an axis")]
    [InlineData("total", "the sum over the history of T is not limited to the steps so far; write a domain such as [s | s <= t]")]
    [InlineData("ahead", "reading 2 steps ahead along T needs steps that are still to come")]
    [InlineData("all before", "the steps before those of a call are T - 1, which is no fixed number")]
    [InlineData("strides", "reading T in steps of 2 gives other steps than were given")]
    [InlineData("window", "a shift along T has to be the only index that moves with T")]
    [InlineData("plain strides", "reading T in steps of 2 gives other steps than were given")]
    [InlineData("pairs", "an output cannot pair the steps of T with each other")]
    public void What_needs_other_steps_is_refused(string what, string reason)
    {
        var x = _f.Input("x", Float(B, T, 8));
        var result = what switch
        {
            "sum" => _f.Sum(x, 1),
            "softmax" => _f.Add(new Softmax(1), x),
            "cumsum" => _f.Add(new CumSum(1), x),
            "gather" => _f.Add(new Gather(1), x, _f.Input("at", Int(3))),
            "slice" => _f.Add(new Slice(1, 0, 4), x),
            "first" => _f.Add(new Slice(0, 0, T), _f.Parameter("table", 16, 8)),
            "concat" => _f.Add(new Concat(1), x, x),
            "repeat" => _f.Add(new Repeat(1, 2), x),
            "merge" => _f.Reshape(x, B * T, 8),
            "swap" => _f.Reshape(x, T, B, 8),
            "einsum" => _f.Add(new Einsum("btd,btd->bd"), x, x),
            "history" => _f.Add(new History(1, "x"), x),
            "total" => _f.Sum(_f.Add(new History(1, "x"), x), 1),
            "ahead" => _f.Add(new Window(1, 0, 2), x),
            "all before" => _f.Add(new Window(1, T - 1, 0), x),
            "strides" => _f.Add(new Slide(1, T, 3, 2, 1, 0), _f.Add(new Window(1, 2, 0, "x"), x)),
            "window" => _f.Add(new Exp(), _f.Add(new Window(1, 2, 0, "x"), x)),
            "plain strides" => _f.Add(new Slide(1, T, 1, 2, 1, 0), x),
            "pairs" => _f.Add(new Einsum("btd,bsd->bts"), x, x),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };

        var violation = StreamCheck.Run(Model("T", _f.Build("Main", result))).ShouldHaveSingleItem();
        violation.Reason.ShouldBe(reason);
        violation.Node.ShouldBeSameAs(result.Producer);
    }

    [Fact]
    public void A_window_that_is_read_step_by_step_again_streams()
    {
        var window = _f.Add(new Window(1, 4, 0, "x"), _f.Input("x", Float(B, T, 8)));
        var taps = _f.Add(new Slide(1, T, 3, 1, -1, 2), _f.Add(new Slide(1, T + 2, 2, 1, 2, 0), window));
        StreamCheck.Run(Model("T", _f.Build("Main", taps, _f.Add(new Slice(1, 1, T), window), _f.Add(new Slice(1, T, 4), window)))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_recurrence_over_the_axis_streams_forwards_and_leaves_its_state_behind(bool isLinear)
    {
        Violations(false, isLinear, (_, results) => results[1]).ShouldBeEmpty();
        Violations(false, isLinear, (_, results) => results[0]).ShouldBeEmpty();
        Violations(true, isLinear, (_, results) => results[1]).ShouldBe(["the recurrence runs backwards over T and needs steps that are still to come"]);
        Violations(false, isLinear, (f, results) => f.Add(new Add(), results[1], f.Expand(f.Reshape(results[0], B, 1, 2, 4), B, T, 2, 4)))
            .ShouldBe(["this combines the steps of T with a state after the last of them, which is not known before"]);

        static IEnumerable<string> Violations(bool isReversed, bool isLinear, Func<FunctionBuilder, IReadOnlyList<Value>, Value> read)
        {
            var f = new FunctionBuilder();
            var x = f.Input("x", Float(B, T, 2, 4));
            var results = isLinear
                ? f.Invoke(new LinearScan("s", T, 1, isReversed), f.Input("start", Float(B, 2, 4, 4)), f.Input("decay", Float(B, T, 2, 1, 1)), x, x, x)
                : f.Invoke(new DiagonalScan("h", T, 1, isReversed), f.Input("start", Float(B, 2, 4)), x, x);
            if (isLinear)
                results = [f.Sum(results[0], 3), results[1]];
            return StreamCheck.Run(Model("T", f.Build("Main", read(f, results)))).Select(v => v.Reason);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-3, true)]
    [InlineData(1, false)]
    public void A_mask_that_ends_at_the_present_makes_a_sum_over_the_history_stream(int lead, bool streams)
    {
        var history = _f.Add(new History(1, "x"), _f.Input("x", Float(B, T, 8)));
        var query = _f.Add(new Add(), _f.Reshape(_f.Add(new Iota(T)), T, 1, 1), _f.Scalar((long)lead));
        var mask = _f.Add(new LessOrEqual(), _f.Reshape(_f.Add(new Iota(T.Past)), T.Past, 1), query);
        var all = _f.Expand(_f.Reshape(history, B, 1, T.Past, 8), B, T, T.Past, 8);
        var mean = _f.Add(new Reduce(ReduceKind.Mean, 2), all, mask);

        StreamCheck.Run(Model("T", _f.Build("Main", mean))).Count.ShouldBe(streams ? 0 : 1);
    }

    [Fact]
    public void Functions_that_keep_zero_keep_what_is_later_out_of_a_sum()
    {
        string[] Streaming(params Operator[] functions) => [.. functions.Where(IsCausal).Select(function => function.Name)];

        static bool IsCausal(Operator function)
        {
            var f = new FunctionBuilder();
            var q = f.Input("q", Float(B, T, 8));
            var scores = f.Add(new Einsum("bte,bse->bts"), q, f.Add(new History(1, "k"), q));
            var masked = f.Add(new Mul(), scores, f.Add(new Cast(ElementType.Float32), f.Causal(T, T.Past)));
            return StreamCheck.Run(Model("T", f.Build("Main", f.Sum(f.Add(function, masked), 2)))).Count == 0;
        }

        Streaming(new Sin(), new Cos(), new Atan(), new Tanh(), new Sigmoid(), new Erf(), new Exp()).ShouldBe(["sin", "atan", "tanh", "erf"]);
    }

    [Fact]
    public void Weights_without_a_mask_are_refused_where_they_are_normalised()
    {
        var q = _f.Input("q", Float(B, T, 8));
        var k = _f.Add(new History(1, "k"), q);
        var p = _f.Add(new Softmax(2), _f.Add(new Einsum("bte,bse->bts"), q, k));
        var y = _f.Add(new Einsum("bts,bse->bte"), p, k);

        var violations = StreamCheck.Run(Model("T", _f.Build("Main", y)));
        violations.Select(v => v.Node).ShouldBe([p.Producer, y.Producer]);
    }

    [Fact]
    public void A_mask_from_the_caller_counts()
    {
        var masked = new FunctionBuilder();
        var scores = masked.Input("scores", Float(B, T, T.Past));
        var mask = masked.Input("mask", new TensorType(ElementType.Bool, T, T.Past));
        var softmax = masked.Build("masked", masked.Add(new Softmax(2), scores, mask));

        var q = _f.Input("q", Float(B, T, 8));
        var k = _f.Add(new History(1, "k"), q);
        var p = _f.Call(softmax, "", _f.Add(new Einsum("bte,bse->bts"), q, k), _f.Causal(T, T.Past))[0];
        var y = _f.Add(new Einsum("bts,bse->bte"), p, k);

        StreamCheck.Run(Model("T", softmax, _f.Build("Main", y))).ShouldBeEmpty();
    }
}
