using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Simplification;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class SimplificationTests
{
    private readonly FunctionBuilder _f = new();
    private readonly Value _x;

    public SimplificationTests() => _x = _f.Input("x", Float(B, T, 8));

    [Fact]
    public void Arithmetic_of_constants_is_done()
    {
        var sum = _f.Add(new Add(), _f.Constant([3], 1, 2, 3), _f.Constant([3], 10, 20, 30));
        After(ConstantFolding.Run, sum).ShouldBe("constant(11, 22, 33)");
    }

    [Fact]
    public void A_table_over_indices_is_computed_once()
    {
        var turns = _f.Add(new Exp(), _f.Add(new Cast(ElementType.Float32), _f.Add(new Iota(2))));
        After(ConstantFolding.Run, turns).ShouldBe("constant(1, 2.7182817)");
    }

    [Fact]
    public void What_is_equal_everywhere_is_a_scalar()
    {
        var ones = _f.Add(new Sub(), _f.Constant([2], 3, 4), _f.Constant([2], 1, 2));
        After(ConstantFolding.Run, ones).ShouldBe("expand([2]) 2");
    }

    [Fact]
    public void Large_results_are_left_to_run_time()
    {
        var row = _f.Add(new Cast(ElementType.Float32), _f.Add(new Iota(1024)));
        var table = _f.Add(new Add(), row, _f.Reshape(row, 1024, 1));
        After(ConstantFolding.Run, table).ShouldContain("add");
    }

    [Fact]
    public void Arithmetic_that_changes_nothing_disappears()
    {
        var one = _f.Expand(_f.Scalar(1.0), B, T, 8);
        var y = _f.Add(new Div(), _f.Mul(_f.Add(new Sub(), _f.Add(new Add(), _f.Scalar(0.0), _x), _f.Scalar(0.0)), one), _f.Scalar(1.0));
        var z = _f.Add(new Neg(), _f.Add(new Neg(), _f.Add(new Cast(ElementType.Float32), _f.Add(new Pow(), y, _f.Scalar(1.0)))));
        After(ConstantFolding.Run, z).ShouldBe("");
    }

    [Fact]
    public void A_factor_that_broadcasts_is_kept()
    {
        var ones = _f.Add(new Add(), _f.Reshape(_x, B, T, 8, 1), _f.Constant([3], 0, 0, 0));
        After(ConstantFolding.Run, ones).ShouldContain("add");
    }

    [Fact]
    public void Known_conditions_choose_and_known_masks_vanish()
    {
        var chosen = _f.Add(new Select(), _f.Bool(false), _f.Add(new Exp(), _x), _x);
        var causal = _f.Add(new Or(), _f.Bool(false), _f.Add(new Not(), _f.Bool(false)));
        After(ConstantFolding.Run, _f.Add(new Softmax(2), chosen, causal)).ShouldBe("softmax(axis: 2) %x");
    }

    [Fact]
    public void Views_of_a_kind_are_composed()
    {
        var y = _f.Transpose(_f.Transpose(_x, 1, 0, 2), 0, 2, 1);
        After(ShapeSimplification.Run, y).ShouldBe("transpose(1, 2, 0) %x");
        After(ShapeSimplification.Run, _f.Reshape(_f.Reshape(_x, B * T, 8), B, T, 2, 4)).ShouldBe("reshape([B, T, 2, 4]) %x");
        After(ShapeSimplification.Run, _f.Add(new Slice(2, 1, 2), _f.Add(new Slice(2, 3, 4), _x))).ShouldBe("slice(axis: 2, start: 4, length: 2) %x");
        After(ShapeSimplification.Run, _f.Add(new Repeat(2, 3), _f.Add(new Repeat(2, 2), _x))).ShouldBe("repeat(axis: 2, times: 6) %x");
    }

    [Fact]
    public void Views_that_change_nothing_disappear()
    {
        var y = _f.Transpose(_f.Transpose(_f.Reshape(_f.Reshape(_x, B * T, 8), B, T, 8), 1, 0, 2), 1, 0, 2);
        var z = _f.Add(new Repeat(1, 1), _f.Add(new Slice(2, 0, 8), _f.Expand(_f.Add(new Concat(0), y), B, T, 8)));
        After(ShapeSimplification.Run, z).ShouldBe("");
    }

    [Fact]
    public void A_slice_of_a_list_that_is_one_of_its_parts_is_that_part()
    {
        var list = _f.Add(new Concat(2), _x, _f.Add(new Abs(), _x), _f.Add(new Exp(), _x));
        After(ShapeSimplification.Run, _f.Add(new Slice(2, 8, 8), list)).ShouldBe("abs %x");
        After(ShapeSimplification.Run, _f.Add(new Slice(2, 4, 8), list)).ShouldContain("slice");
        After(ShapeSimplification.Run, _f.Add(new Slice(1, 0, 1), list)).ShouldContain("slice");
    }

    [Fact]
    public void A_transpose_of_unit_axes_is_a_reshape() =>
        After(ShapeSimplification.Run, _f.Transpose(_f.Reshape(_x, B, 1, T, 8), 0, 2, 1, 3)).ShouldBe("reshape([B, T, 1, 8]) %x");

    [Fact]
    public void Operators_that_broadcast_need_no_expansion()
    {
        var gain = _f.Expand(_f.Reshape(_f.Parameter("gain", 8), 1, 1, 8), B, T, 8);
        After(ShapeSimplification.Run, _f.Mul(_x, gain)).ShouldBe("mul %x, @gain");
    }

    [Fact]
    public void An_expansion_that_is_summed_stays()
    {
        var five = _f.Expand(_f.Reshape(_x, B, T, 8, 1), B, T, 8, 5);
        After(ShapeSimplification.Run, _f.Sum(five, 3)).ShouldBe("reshape([B, T, 8, 1]) %x; expand([B, T, 8, 5]) %0; reduce(sum, axis: 3) %1");
    }

    [Fact]
    public void A_history_keeps_what_is_repeated_once() =>
        After(ShapeSimplification.Run, _f.Add(new Softmax(2), _f.Add(new History(1, "k"), _f.Add(new Repeat(2, 4), _x))))
            .ShouldBe("history(axis: 1, k) %x; repeat(axis: 2, times: 4) %0; softmax(axis: 2) %1");

    [Fact]
    public void Equal_expressions_are_computed_once()
    {
        var y = _f.Add(new Add(), _f.Add(new Exp(), _f.Add(new Neg(), _x)), _f.Add(new Exp(), _f.Add(new Neg(), _x)));
        After(CommonSubexpressions.Run, y).ShouldBe("neg %x; exp %0; add %1, %1");
    }

    [Fact]
    public void Dead_code_goes_but_its_parameters_stay()
    {
        var dead = new FunctionBuilder();
        var deadBlock = dead.Build("Dead", dead.Mul(dead.Input("x", Float(B, T, 8)), dead.Parameter("weight", 8)));
        _f.Call(deadBlock, "unused", _x);
        _f.Mul(_x, _f.Parameter("gain", 8));
        var unread = _f.Input("unread", Float(B));
        var before = Model(null, deadBlock, _f.Build("Main", _f.Add(new Exp(), _x)));

        var after = DeadCode.Run(before);

        after.ShouldMeanTheSameAs(before);
        after.Functions.ShouldHaveSingleItem();
        after.Main.Body().ShouldBe("exp %x");
        after.Main.Arguments.Select(a => a.Producer.Operator).ShouldBe([_x.Producer.Operator, unread.Producer.Operator]);
        after.Main.Parameters.Select(p => p.Path).ShouldBe(["gain", "unused.weight"]);
    }

    private string After(Func<ModelGraph, ModelGraph> pass, Value result)
    {
        var before = Model(null, _f.Build("Main", result));
        var after = DeadCode.Run(pass(before));
        after.ShouldMeanTheSameAs(before);
        return after.Main.Body();
    }
}
