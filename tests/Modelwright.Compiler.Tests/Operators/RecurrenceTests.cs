using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Reference;
using static Modelwright.Compiler.Tests.Operators.Sample;

namespace Modelwright.Compiler.Tests.Operators;

/// <summary>Recurrences that are one operator, against values computed by hand.</summary>
public class RecurrenceTests
{
    private static readonly Sample Keys = Of("float[1, 3, 1, 2]", 1, 0, 0.6, 0.8, 0, 1);
    private static readonly Sample Values = Of("float[1, 3, 1, 2]", 1, 2, 3, 4, 5, 6);
    private static readonly Sample Queries = Of("float[1, 3, 1, 2]", 1, 0, 0, 1, 1, 1);
    private static readonly Sample Empty = Of("float[1, 1, 2, 2]", 0, 0, 0, 0);

    [Fact]
    public void The_gated_delta_rule_corrects_what_has_decayed()
    {
        var written = Of("float[1, 3, 1, 2]", 1, 0, 0.3, 0.4, 0, 1);
        var decay = Of("float[1, 3, 1, 1, 1]", 1, 0.5, 0.5);
        ShouldGive(Run(1, false, Empty, decay, written, Values, Queries, Keys), [0.655, 1.01, 5, 6], [1, 2, 1.08, 1.36, 5.655, 7.01]);
    }

    [Fact]
    public void Gated_linear_attention_decays_by_key()
    {
        var decay = Of("float[1, 3, 1, 2, 1]", 1, 1, 0.5, 1, 0.5, 0.25);
        ShouldGive(Run(1, false, Empty, decay, Keys, Values, Queries), [1.15, 1.7, 5.6, 6.8], [1, 2, 2.4, 3.2, 6.75, 8.5]);
    }

    [Fact]
    public void Several_writes_are_one_step()
    {
        var keys = Of("float[1, 6, 1, 2]", 1, 0, 0, 1, 0.6, 0.8, 0.8, -0.6, 0, 1, 1, 0);
        var written = Of("float[1, 6, 1, 2]", 1, 0, 0, 1, 1.2, 1.6, 0.8, -0.6, 0, 0.5, 1, 0);
        var values = Of("float[1, 6, 1, 2]", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        var decay = Of("float[1, 3, 1, 1, 1]", 1, 0.5, 0.5);
        Run(2, false, Empty, decay, written, values, Queries, keys)[1].Data.ShouldBeClose(1, 2, 2.6, 3.04, 16.15, 17.76);
    }

    [Fact]
    public void Decay_by_value_and_by_both_are_products_element_by_element()
    {
        var start = Of("float[1, 1, 2, 2]", 1, 2, 3, 4);
        var nothing = Of("float[1, 1, 1, 2]", 0, 0);
        var query = Of("float[1, 1, 1, 2]", 1, 10);
        ShouldGive(Run(1, false, start, Of("float[1, 1, 1, 1, 2]", 2, -1), nothing, nothing, query), [2, -2, 6, -4], [62, -42]);
        ShouldGive(Run(1, false, start, Of("float[1, 1, 1, 2, 2]", 2, 0, 1, -1), nothing, nothing, query), [2, 0, 3, -4], [32, -40]);
    }

    [Fact]
    public void Steps_may_run_backwards_while_writes_keep_their_order()
    {
        // e1 is written to twice in each step, and each time what it held is replaced.
        var keys = Of("float[1, 4, 1, 1]", 1, 1, 1, 1);
        var values = Of("float[1, 4, 1, 1]", 1, 2, 3, 4);
        var ones = Of("float[1, 2, 1, 1]", 1, 1);
        var start = Of("float[1, 1, 1, 1]", 9);
        ShouldGive(Run(2, true, start, Of("float[1, 2, 1, 1, 1]", 1, 1), keys, values, ones, keys), [2], [2, 4]);
        ShouldGive(Run(2, true, start, Of("float[1, 2, 1, 1, 1]", 1, 0.5), keys, values, ones), [14.5], [14.5, 11.5]);
    }

    [Theory]
    [InlineData(2, new double[] { 1, 2, 3, 4 }, new double[] { 1, 1, 4, 4 })]
    [InlineData(1, new double[] { 1, 2, 3, 4 }, new double[] { 1, 1, 2, 2 })]
    public void States_share_what_is_written_and_reads_share_states(int heads, double[] states, double[] written)
    {
        // Four states of one element, and two, four or eight reads.
        var start = Of("float[1, 4, 1, 1]", states);
        var write = Of($"float[1, 1, {heads}, 1]", [.. Enumerable.Range(0, heads).Select(i => 1.0 + i)]);
        var values = Of("float[1, 1, 2, 1]", 1, 2);
        var decay = Of("float[1, 1, 4, 1, 1]", 1, 1, 1, 1);
        double[] next = [.. states.Zip(written, (s, w) => s + w)];
        Run(1, false, start, decay, write, values, Of("float[1, 1, 2, 1]", 1, 10))[1].Data.ShouldBe([next[0], next[1], 10 * next[2], 10 * next[3]]);
        Run(1, false, start, decay, write, values, Of("float[1, 1, 8, 1]", 1, 2, 3, 4, 5, 6, 7, 8))[1].Data
            .ShouldBe(Enumerable.Range(0, 8).Select(r => (r + 1) * next[r / 2]));
    }

    [Fact]
    public void A_state_may_have_its_values_before_its_keys_and_other_axes_before_both()
    {
        // Two keys and three values, of one state without axes for batch and heads.
        var scan = new LinearScan("s", 1, 1, IsReversed: false);
        Sample[] given = [Of("float[1, 1, 1, 2, 1]", 0.5, 2), Of("float[1, 1, 1, 2]", 1, 10), Of("float[1, 1, 1, 3]", 1, 2, 3), Of("float[1, 1, 1, 2]", 1, -1)];
        ShouldGive(Run(scan, [Of("float[2, 3]", 2, 4, 6, 1, 2, 3), .. given]), [2, 4, 6, 12, 24, 36], [-10, -20, -30]);
        ShouldGive(Run(scan with { IsTransposed = true }, [Of("float[3, 2]", 2, 1, 4, 2, 6, 3), .. given]), [2, 12, 4, 24, 6, 36], [-10, -20, -30]);
    }

    [Fact]
    public void A_gated_linear_recurrence_goes_on_element_by_element()
    {
        Sample[] operands = [Floats(4, 8), Of("float[2, 3]", 0.5, 0, 1, -1, 0.25, 1), Of("float[2, 3]", 1, 2, 3, 0, 1, 2)];
        ShouldGive(Run(new DiagonalScan("h", 3, 1, IsReversed: false), operands), [5, 1], [3, 2, 5, -8, -1, 1]);
        ShouldGive(Run(new DiagonalScan("h", 3, 1, IsReversed: true), operands), [2, -3.5], [2, 2, 7, -3.5, 3.5, 10]);
    }

    [Fact]
    public void A_scan_over_nothing_leaves_the_start()
    {
        var start = Of("float[1, 1, 2, 2]", 1, 2, 3, 4);
        var none = Of("float[1, 0, 1, 2]");
        Run(1, false, start, Of("float[1, 0, 1, 1, 1]"), none, none, none)[0].Data.ShouldBe([1, 2, 3, 4]);
        Run(new DiagonalScan("h", 0, 0, false), Floats(1, 2), Of("float[0, 2]"), Of("float[0, 2]"))[0].Data.ShouldBe([1, 2]);
    }

    private static IReadOnlyList<DenseTensor> Run(int writes, bool isReversed, params Sample[] operands) =>
        Run(new LinearScan("s", operands[1].Type.Shape[1], writes, isReversed), operands);

    private static IReadOnlyList<DenseTensor> Run(Operator op, params Sample[] operands)
    {
        var types = op.Infer(operands.Select(o => o.Type).ToList());
        var results = op.Evaluate(new EvaluationContext(_ => 0, path => throw new ArgumentException(path)), operands.Select(o => o.Tensor).ToList());
        results.Select(r => r.Shape).ShouldBe(types.Select(t => t.Shape.Select(extent => (int)extent.Value!.Value)));
        return results;
    }

    private static void ShouldGive(IReadOnlyList<DenseTensor> results, double[] state, double[] output)
    {
        results[0].Data.ShouldBeClose(state);
        results[1].Data.ShouldBeClose(output);
    }
}

/// <summary>Numbers that are as good as equal.</summary>
file static class Closeness
{
    public static void ShouldBeClose(this double[] actual, params double[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        for (var i = 0; i < actual.Length; i++)
            actual[i].ShouldBe(expected[i], 1e-12, $"at {i}");
    }
}
