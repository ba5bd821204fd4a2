using System.Text.RegularExpressions;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Integration.Tests.Emission;

public class MemoryTests
{
    [Fact]
    public void What_nothing_reads_any_more_leaves_its_memory_to_the_next() => Takes((f, x) =>
    {
        for (var i = 0; i < 5; i++)
            x = Stored(f, x);
        return f.Add(new Tanh(), x);
    }).ShouldBe(2);

    [Fact]
    public void What_is_read_later_keeps_its_memory() => Takes((f, x) =>
    {
        var first = Stored(f, x);
        return f.Add(new Add(), Stored(f, Stored(f, Stored(f, first))), first);
    }).ShouldBe(3);

    [Fact]
    public void What_is_computed_from_it_on_the_way_counts_as_reading() => Takes((f, x) =>
    {
        var first = Stored(f, x);
        var later = f.Add(new Neg(), f.Reshape(first, B * T, 4));
        var last = Stored(f, Stored(f, Stored(f, first)));
        return f.Add(new Add(), f.Reshape(later, B, T, 4), last);
    }).ShouldBe(3);

    [Fact]
    public void Memory_that_is_larger_is_enough() => Takes((f, x) =>
    {
        var wide = Stored(f, Stored(f, f.Expand(f.Reshape(x, B, T, 4, 1), B, T, 4, 3)));
        return f.Add(new Tanh(), Stored(f, Stored(f, f.Sum(wide, 3))));
    }).ShouldBe(2);

    [Fact]
    public void Memory_that_may_be_too_small_is_not() => Takes((f, x) =>
    {
        var small = f.Sum(Stored(f, f.Sum(x, 1)), 1);
        return f.Add(new Tanh(), Stored(f, Stored(f, f.Expand(f.Reshape(small, B, 1), B, T))));
    }).ShouldBe(3);

    [Fact]
    public void What_is_read_for_the_last_time_gives_its_place_to_what_is_computed_from_it() => Takes((f, x) =>
    {
        for (var i = 0; i < 5; i++)
            x = f.Add(new Softmax(2), x);
        return f.Add(new Tanh(), x);
    }).ShouldBe(1);

    [Fact]
    public void What_is_read_again_later_keeps_its_place() => Takes((f, x) =>
    {
        var first = f.Add(new Softmax(2), x);
        return f.Mul(f.Add(new Softmax(2), f.Add(new Exp(), first)), first);
    }).ShouldBe(2);

    [Fact]
    public void What_has_a_history_keeps_its_place()
    {
        var f = new FunctionBuilder();
        var x = f.Add(new Softmax(2), f.Input("x", Float(B, T, 4)));
        var beginning = f.Add(new Slice(1, 0, 1), f.Add(new History(1, "past"), x));
        var next = f.Add(new Softmax(2), f.Add(new Sub(), x, beginning));

        new Agreement(Model("T", f.Build("Main", f.Add(new Tanh(), next)))).ShouldHold().ShouldHoldInPieces(1, 2, 5);
    }

    [Fact]
    public void A_history_is_the_tensor_that_it_is_of()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var history = f.Add(new History(1, "past"), Stored(f, x));
        var other = Stored(f, Stored(f, Stored(f, f.Add(new Neg(), x))));
        var scores = f.Add(new Attention(1, Causal: true), f.Reshape(other, B, T, 1, 4), f.Reshape(history, B, T.Past, 1, 4), f.Reshape(history, B, T.Past, 1, 4));

        new Agreement(Model("T", f.Build("Main", f.Add(new Tanh(), scores)))).ShouldHold().ShouldHoldInPieces(1, 2, 5);
    }

    // What reads other columns than the one that it stores needs memory of its own.
    private static Value Stored(FunctionBuilder f, Value x)
    {
        var last = x.Shape.Rank - 1;
        return f.Add(new Softmax(last), f.Add(new Concat(last), f.Add(new Slice(last, 1, x.Shape[last] - 1), x), f.Add(new Slice(last, 0, 1), x)));
    }

    /// <summary>How often a model of the result takes memory, once it agrees with the reference.</summary>
    private static int Takes(Func<FunctionBuilder, Value, Value> body)
    {
        var f = new FunctionBuilder();
        var result = body(f, f.Input("x", Float(B, T, 4)));
        var agreement = new Agreement(f.Model(result)).ShouldHold();
        return Regex.Count(agreement.Emitted.Code, @"worker\.Take<");
    }
}
