using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Reference;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>Recurrences: one step as it is written, run along an axis.</summary>
public sealed class RecurrenceTests
{
    private static readonly DenseTensor Steps = new([1, 4, 1], [1, 2, 3, 4]);

    private const string Sum = """

        recurrence Sum(x: float[B, T, D]) over T -> float[B, T, D] {
            state s : float[B, D] = 0
            s += x
            return s
        }
        """;

    [Fact]
    public void Statements_run_in_order_and_a_read_after_an_assignment_gives_the_new_value() => Run("""
        model M() { input x : float[B, T, 1]
            output y : float[B, T, 1] = R(x) }
        recurrence R(x: float[B, T, D]) over T -> float[B, T, D] {
            state a : float[B, D] = 0
            state b : float[B, D] = 1
            a += x
            b = b * a
            return b
        }
        """).ShouldBe([1, 3, 18, 180]);

    [Fact]
    public void A_reversed_recurrence_starts_at_the_end() =>
        Run("model M() { input x : float[B, T, 1]\n output y : float[B, T, 1] = Sum(x, reverse: true) }" + Sum).ShouldBe([10, 9, 7, 4]);

    [Fact]
    public void A_reset_comes_before_its_step() => Bind.Run(
        "model M() { input x : float[B, T, 1]\n input r : bool[B, T]\n output y : float[B, T, 1] = Sum(x, reset: r) }" + Sum,
        ("x", Steps), ("r", new DenseTensor([1, 4], [0, 0, 1, 0]))).ShouldBe([1, 3, 3, 7]);

    [Fact]
    public void A_reset_belongs_to_its_call() => Bind.Run(
        """
        model M() { input x : float[B, T, 1]
            input r : bool[B, T]
            let first = Sum(x, reset: r) as core
            let second = core(x)
            output y : float[B, T, 3] = concat([first, second, core(x, reset: r)]) }
        """ + Sum,
        ("x", Steps), ("r", new DenseTensor([1, 4], [0, 0, 1, 0]))).ShouldBe([1, 1, 1, 3, 3, 3, 3, 6, 3, 7, 10, 7]);

    [Fact]
    public void A_reset_takes_the_axes_of_the_first_sequence_and_gives_every_state_its_start() => Bind.Run("""
        model M() { input x : float[T, 1]
            input r : bool[T]
            output y : float[T, 2] = R(x, reset: r) }
        recurrence R(x: float[T, D]) over T -> float[T, 2 * D] {
            state a : float[D] = 5
            state b : float[D] = -1
            a += x
            b -= x
            return concat([a, b])
        }
        """, ("x", new DenseTensor([3, 1], [1, 2, 3])), ("r", new DenseTensor([3], [1, 0, 1]))).ShouldBe([6, -2, 8, -4, 8, -4]);

    [Fact]
    public void A_signature_may_have_a_reset_of_its_own() => Bind.Run("""
        model M() { input x : float[B, T, 1]
            input r : bool[B, T]
            output y : float[B, T, 1] = R(x, r) }
        recurrence R(x: float[B, T, D], reset: bool[B, T]) over T -> float[B, T, D] {
            state s : float[B, D] = 0
            s[b, d] = where(reset[b], 100, s[b, d]) + x[b, d]
            return s
        }
        """, ("x", Steps), ("r", new DenseTensor([1, 4], [0, 1, 0, 0]))).ShouldBe([1, 102, 105, 109]);

    [Theory]
    [InlineData("start")]
    [InlineData("2 * start + 1 - start - 1")]
    [InlineData("first")]
    [InlineData("[b, d] => start[b, d]")]
    public void A_start_reads_arguments_without_the_axis_and_what_is_computed_from_them(string start) => Bind.Run($$"""
        model M() { input x : float[B, T, 1]
            input s0 : float[B, 1]
            output y : float[B, T, 1] = R(x, s0) }
        recurrence R(x: float[B, T, D], start: float[B, D]) over T -> float[B, T, D] {
            const one = 1
            let first = (start + one) - 1
            state s : float[B, D] = {{start}}
            s += x
            return s
        }
        """, ("x", Steps), ("s0", new DenseTensor([1, 1], [10]))).ShouldBe([11, 13, 16, 20]);

    [Fact]
    public void A_start_may_be_a_parameter_that_steps_read_too()
    {
        var model = Bind.Model("""
            model M() { input x : float[B, T, 2]
                output y : float[B, T, 2] = R(x) as r }
            recurrence R(x: float[B, T, D]) over T -> float[B, T, D] {
                param gain as gains.first : float[D] = 1
                state s : float[B, D] = gain
                s = s * gain + x
                return s
            }
            """);
        model.AllParameters().ShouldHaveSingleItem().Path.ShouldBe("r.gains.first");
        Outputs(model, ("x", new DenseTensor([1, 2, 2], [1, 1, 1, 1])), p => new DenseTensor([2], [2, 3]))["y"].Data.ShouldBe([5, 10, 11, 31]);
    }

    [Fact]
    public void A_recurrence_may_run_along_any_axis_of_any_argument() => Bind.Run("""
        model M() { input x : float[2, H, B]
            output y : float[H, 2, B] = Down(x) }
        recurrence Down(x: float[C, H, B]) over H -> float[H, C, B] {
            state s : float[C, B] = 0
            s += x
            return s
        }
        """, ("x", new DenseTensor([2, 3, 1], [1, 2, 3, 10, 20, 30]))).ShouldBe([1, 10, 3, 30, 6, 60]);

    [Fact]
    public void A_recurrence_in_a_step_runs_its_own_step() => Run("""
        model M() { input x : float[B, T, 1]
            output y : float[B, T, 1] = Twice(x) as t
            output first : float[B, 1] = t.inner.s
            output second : float[B, 1] = t.outer.s }
        recurrence Twice(x: float[B, T, D]) over T -> float[B, T, D] {
            let a = Sum(x) as inner
            let b = Sum(a) as outer
            return b + 0 * inner.s
        }
        """ + Sum).ShouldBe([1, 4, 10, 20]);

    [Fact]
    public void A_block_in_a_step_loses_the_axis_with_the_recurrences_in_it() => Run("""
        model M() { input x : float[B, T, 1]
            output y : float[B, T, 1] = R(x) }
        block Part(x: float[B, T, D]) -> float[B, T, D] { return 2 * Sum(x) as sum }
        recurrence R(x: float[B, T, D]) over T -> float[B, T, D] {
            state n : float[] = 0
            n += 1
            return Part(x) as part + n
        }
        """ + Sum).ShouldBe([3, 8, 15, 24]);

    [Fact]
    public void A_step_may_run_a_recurrence_over_another_axis() => Bind.Run("""
        model M() { input x : float[T, N]
            output y : float[T, N] = Rows(x) }
        recurrence Rows(x: float[T, N]) over T -> float[T, N] {
            state s : float[N] = 0
            s += Along(x) as along
            return s
        }
        recurrence Along(x: float[N]) over N -> float[N] {
            state s : float[] = 0
            s += x
            return s
        }
        """, ("x", new DenseTensor([2, 3], [1, 2, 3, 4, 5, 6]))).ShouldBe([1, 3, 6, 5, 12, 21]);

    [Fact]
    public void Loops_in_a_step_have_instances_with_states()
    {
        var model = Bind.Model("""
            model M() { input x : float[B, T, 1]
                output y : float[B, T, 1] = Stack(x) as stack
                output last : float[B, 1] = stack.cells[1].sum.s }
            recurrence Stack(x: float[B, T, D]) over T -> float[B, T, D] {
                var h = x
                for i in 0..2 as cells { h = Sum(h) as sum }
                return h
            }
            """ + Sum);
        var outputs = Outputs(model, ("x", Steps));
        outputs["y"].Data.ShouldBe([1, 4, 10, 20]);
        outputs["last"].Data.ShouldBe([20]);
    }

    [Fact]
    public void States_are_read_through_blocks_and_loops_and_outputs_in_loops_have_their_path()
    {
        var model = Bind.Model("""
            model M() { input x : float[B, T, 1]
                var h = x
                for i in 0..2 as layers {
                    h = Wrap(h) as wrap
                    output wrap.last : float[B, 1] = wrap.core.s
                }
                output again : float[B, 1] = 2 * layers[1].wrap.core.s
                output y : float[B, T, 1] = h }
            block Wrap(x: float[B, T, D]) -> float[B, T, D] { return Sum(x) as core }
            """ + Sum);
        var outputs = Outputs(model, ("x", Steps));
        outputs.Keys.ShouldBe(["layers.0.wrap.last", "layers.1.wrap.last", "again", "y"]);
        outputs["layers.0.wrap.last"].Data.ShouldBe([10]);
        outputs["layers.1.wrap.last"].Data.ShouldBe([20]);
        outputs["again"].Data.ShouldBe([40]);
    }

    [Fact]
    public void States_of_an_instance_without_a_level_are_names() => Bind.Run(
        "model M() { input x : float[B, T, 1]\n let y = Sum(x) as _\n output last : float[B, 1] = s + 0 * y[0..1, 0, 0..1] }" + Sum, ("x", Steps)).ShouldBe([10]);

    [Fact]
    public void Several_results_may_have_the_axis_at_different_places() => Bind.Run("""
        model M() { input x : float[B, T, 2]
            let (sum, index) = R(x)
            output y : float[T, B] = index
            output z : float[B, 2, T] = sum }
        recurrence R(x: float[B, T, D]) over T -> (sum: float[B, D, T], index: float[T, B]) {
            state s : float[B, D] = 0
            s += x
            return (s, [b] => sum[d](s[b, d]))
        }
        """, ("x", new DenseTensor([1, 2, 2], [1, 2, 3, 4]))).ShouldBe([3, 10]);

    [Fact]
    public void States_may_be_integers_and_booleans() => Bind.Run("""
        model M() { input x : int64[T]
            output y : int64[T] = R(x) }
        recurrence R(x: int64[T]) over T -> int64[T] {
            state n : int64[] = 0
            state seen : bool[] = false
            seen = seen || x == 3
            n = where(seen, n + x, n)
            return n
        }
        """, ("x", new DenseTensor([4], [1, 3, 5, 7]))).ShouldBe([0, 3, 8, 15]);

    [Fact]
    public void A_cumulative_sum_along_the_stream_axis_is_a_recurrence()
    {
        var model = Bind.Model("model M() { input x : float[B, T, 1]\n stream T\n output y : float[B, T, 1] = [b, t, d] => cumsum[t](x[b, t, d]) }");
        model.AllStates().ShouldHaveSingleItem().Axis.ShouldBeNull();
        Outputs(model, ("x", Steps))["y"].Data.ShouldBe([1, 3, 6, 10]);
    }

    [Fact]
    public void States_that_nobody_reads_are_not_returned() => PassPipeline.Run(Bind.Model(
            "model M() { input x : float[B, T, 1]\n output y : float[B, T, 1] = Sum(Wrap(x) as a) as b }\n block Wrap(x: float[B, T, D]) -> float[B, T, D] { return tanh(Sum(x) as core) }" + Sum))
        .Functions.Where(f => f.Name == "Wrap").ShouldAllBe(f => f.Results.Count == 1);

    [Theory]
    [InlineData("state s : float[B, D] = 0\n s = s @ s\n return s", "MW0201")]
    [InlineData("state s : float[B, D]\n return x", "MW0262: state 's' needs its value before the first step: '= 0'")]
    [InlineData("state s : float[B, D] = x\n return s", "MW0281: 'x' differs from step to step; the start of a state may read parameters, and arguments without the axis T")]
    [InlineData("state s : float[B, D] = 0\n state r : float[B, D] = s\n return s", "MW0281: 's' differs from step to step; the start of a state may read parameters, and arguments without the axis T")]
    [InlineData("state s : float[B, 7] = 0\n s += x\n return x", "MW0201")]
    [InlineData("state s : float[B, D] = 0\n s = sum(x)\n return s", "MW0103")]
    [InlineData("state s : float[D] = 0\n s += x\n return x", "MW0202: state 's' is declared float[D] = [8], but this has shape [B, 8]")]
    [InlineData("state s : float[B, D] = 0\n for i in 0..2 { state r : float[B, D] = 0 }\n return s + x", "MW0230: there is a state 'r' already; give this one another name, or number the instances: 'as name[i]'")]
    public void A_mistake_in_a_step_is_one_error(string body, string error) => Bind.Errors(
            "model M() { input x : float[B, T, 8]\n output y : float[B, T, 8] = R(x) }\n recurrence R(x: float[B, T, D]) over T -> float[B, T, D] { " + body + " }")
        .ShouldHaveSingleItem().ShouldContain(error);

    [Theory]
    [InlineData("output y : float[B, T, 8] = R(x, x)", "MW0110: R takes one argument")]
    [InlineData("output y : float[B, T, 8] = R(x, reverse: 1)", "MW0112: R expects a build-time bool for 'reverse'; this is a build-time int, 1")]
    [InlineData("output y : float[B, T, 8] = R(x, reset: x)", "MW0204: R expects bool for 'reset'")]
    [InlineData("output y : float[B, T, 8] = [b, t, d] => R(x[b, t, d])", "MW0214: R is a recurrence and takes whole tensors")]
    [InlineData("output y : float[B, T, 8] = R(x) as r\n output s : float[B, 8] = r.t", "MW0280: no instance has a state 'r.t'; did you mean 'r.s'?")]
    [InlineData("output y : float[B, T, 8] = R(x, 3) as r\n output s : float[B, 8] = r.s", "MW0110")]
    [InlineData("for i in 0..2 { output y : float[B, T, 8] = R(x) as r[i] }", "MW0102: each round of the loop has an output 'y'; give the loop a path: 'for … as layers'")]
    [InlineData("state s : float[B, 8] = 0\n output y : float[B, T, 8] = x", "MW0260: a state belongs in a recurrence; M is a model")]
    [InlineData("stream T\n output y : float[B, T, 8] = R(x, reverse: true)", "MW0250: the recurrence runs backwards over T and needs steps that are still to come")]
    [InlineData("stream T\n let h = R(x) as r\n output y : float[B, T, 8] = [b, t, d] => h[b, t, d] - r.s[b, d]", "MW0250: this combines the steps of T with a state after the last of them")]
    public void Misuse_of_a_recurrence_is_one_error(string statements, string error) => Bind.Errors(
            "model M() { input x : float[B, T, 8]\n " + statements + " }\n recurrence R(x: float[B, T, D]) over T -> float[B, T, D] { state s : float[B, D] = 0\n s += x\n return s }")
        .ShouldHaveSingleItem().ShouldContain(error);

    [Fact]
    public void A_recurrence_without_its_axis_says_so() => Bind.Errors(
            "model M() { input x : float[B, T, 8]\n output y : float[B, T, 8] = R(x) }\n recurrence R(x: float[B, N, D]) over T -> float[B, N, D] { state s : float[B, N, D] = 0\n s += x\n return s }")
        .ShouldHaveSingleItem().ShouldContain("MW0210: R runs over T, but none of its arguments has that axis");

    private static double[] Run(string text) => Bind.Run(text, ("x", Steps));

    private static IReadOnlyDictionary<string, DenseTensor> Outputs(
        ModelGraph model, (string Name, DenseTensor Value) input, Func<string, DenseTensor>? parameters = null) =>
        Interpreter.Run(PassPipeline.Run(model), new Dictionary<string, DenseTensor> { [input.Name] = input.Value }, parameters ?? (path => throw new InvalidOperationException(path)));
}
