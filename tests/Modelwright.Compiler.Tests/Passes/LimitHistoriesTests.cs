using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Streaming;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class LimitHistoriesTests
{
    private readonly FunctionBuilder _f = new();

    [Fact]
    public void A_history_that_is_read_under_a_window_keeps_as_much()
    {
        var x = _f.Input("x", Float(B, T, 4));
        var mask = Recent(5);
        States(Weighted(x, "x", mask)).ShouldBe(["x : float[B, T'4, 4]"]);
    }

    [Fact]
    public void Histories_that_meet_keep_what_the_longest_window_reads()
    {
        var x = _f.Input("x", Float(B, T, 4));
        var history = _f.Add(new History(1, "x"), x);
        var weights = _f.Add(new Softmax(2), _f.Add(new Einsum("btc,bsc->bts"), x, history), Recent(3));
        var other = _f.Add(new Softmax(2), _f.Add(new Einsum("btc,bsc->bts"), x, history), Recent(9));
        var values = _f.Add(new History(1, "values"), _f.Add(new Neg(), x));
        var seen = _f.Add(new Einsum("bts,bsc->btc"), weights, values);
        States(_f.Add(new Add(), seen, _f.Add(new Einsum("bts,bsc->btc"), other, history))).ShouldBe(["x : float[B, T'8, 4]", "values : float[B, T'8, 4]"]);
    }

    [Fact]
    public void Counters_that_several_read_are_made_for_each()
    {
        var x = _f.Input("x", Float(B, T, 4));
        var (causal, counter) = (_f.Causal(T, T.Past), _f.Add(new Iota(T.Past)));
        var results = new[] { Weighted(x, "near", _f.Add(new And(), causal, Recent(2, counter))), Weighted(x, "far", _f.Add(new And(), causal, Recent(6, counter))), Weighted(x, "all", causal) };
        States(_f.Add(new Add(), results[0], _f.Add(new Add(), results[1], results[2])))
            .ShouldBe(["near : float[B, T'1, 4]", "far : float[B, T'5, 4]", "all : float[B, T', 4]"]);
    }

    [Fact]
    public void What_one_reader_reads_whole_is_kept_whole()
    {
        var x = _f.Input("x", Float(B, T, 4));
        var history = _f.Add(new History(1, "x"), x);
        var scores = _f.Add(new Einsum("btc,bsc->bts"), x, history);
        var (near, all) = (_f.Add(new Softmax(2), scores, Recent(3)), _f.Add(new Softmax(2), scores, _f.Causal(T, T.Past)));
        States(_f.Add(new Einsum("bts,bsc->btc"), _f.Add(new Add(), near, all), history)).ShouldBe(["x : float[B, T', 4]"]);
    }

    [Fact]
    public void A_window_that_looks_at_another_axis_is_none()
    {
        var x = _f.Input("x", Float(B, T, 4));
        var old = _f.Add(new Less(), _f.Reshape(_f.Add(new Iota(T.Past)), 1, T.Past), _f.Add(new Sub(), _f.Reshape(_f.Add(new Iota(T)), T, 1), _f.Scalar(3L)));
        States(Weighted(x, "x", old)).ShouldBe(["x : float[B, T', 4]"]);
    }

    private Value Recent(long window, Value? counter = null) => _f.Add(
        new And(), _f.Causal(T, T.Past),
        _f.Add(new Less(), _f.Add(new Sub(), _f.Reshape(_f.Add(new Iota(T)), T, 1), _f.Scalar(window)), _f.Reshape(counter ?? _f.Add(new Iota(T.Past)), 1, T.Past)));

    private Value Weighted(Value x, string state, Value mask)
    {
        var history = _f.Add(new History(1, state), x);
        return _f.Add(new Einsum("bts,bsc->btc"), _f.Add(new Softmax(2), _f.Add(new Einsum("btc,bsc->bts"), x, history), mask), history);
    }

    private IEnumerable<string> States(Value result)
    {
        var graph = LimitHistories.Run(Model("T", _f.Build("Main", result)));
        GraphVerifier.Verify(graph);
        return graph.AllStates().Select(state => $"{state.Path} : {GraphPrinter.Print(state.Type)}");
    }
}
