using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;
using Element = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Integration.Tests.Emission;

public class OperatorTests
{
    public static TheoryData<string> Unaries => [.. UnaryOperators.Keys];

    public static TheoryData<string> Binaries => [.. BinaryOperators.Keys];

    private static readonly Dictionary<string, UnaryPointwise> UnaryOperators = new UnaryPointwise[]
    {
        new Neg(), new Abs(), new Sqrt(), new Rsqrt(), new Exp(), new Log(), new Sin(), new Cos(), new Atan(), new Tanh(), new Sigmoid(), new Erf(), new Floor(),
    }.ToDictionary(o => o.Name);

    private static readonly Dictionary<string, BinaryPointwise> BinaryOperators = new BinaryPointwise[]
    {
        new Add(), new Sub(), new Mul(), new Div(), new Pow(), new Min(), new Max(), new FloorDiv(), new Mod(), new Less(), new LessOrEqual(), new Equal(),
    }.ToDictionary(o => o.Name);

    [Theory]
    [MemberData(nameof(Unaries))]
    public void Unary_operators_agree(string name)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 7));
        var positive = f.Add(new Add(), f.Add(new Abs(), x), f.Scalar(0.1));
        var op = UnaryOperators[name];
        Check(f.Model(f.Add(op, op is Sqrt or Rsqrt or Log ? positive : x)));
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void Binary_operators_agree_on_floats_and_broadcast(string name)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 7));
        var y = f.Add(new Add(), f.Add(new Abs(), f.Input("y", Float(T, 1))), f.Scalar(0.5));
        var op = BinaryOperators[name];
        Check(f.Model(f.Add(op, op is Pow ? f.Add(new Abs(), x) : x, y), f.Add(op, y, f.Scalar(0.75))));
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void Binary_operators_agree_on_integers(string name)
    {
        if (name == "div")
            return;
        foreach (var element in new[] { Element.Int64, Element.Int32 })
        {
            var f = new FunctionBuilder();
            var one = f.Add(new Constant(new TensorType(element), new EquatableList<double>([1])));
            var x = f.Add(new Sub(), f.Input("x", new TensorType(element, B, T, 7)), one);
            var y = f.Add(new Add(), f.Input("y", new TensorType(element, T, 1)), one);
            Check(f.Model(f.Add(BinaryOperators[name], x, y)));
        }
    }

    [Fact]
    public void Booleans_and_casts_agree()
    {
        var f = new FunctionBuilder();
        var a = f.Input("a", new TensorType(Element.Bool, B, T));
        var b = f.Input("b", new TensorType(Element.Bool, T));
        var i = f.Input("i", Int(B, T));
        var x = f.Input("x", Float(B, T));
        Check(f.Model(
            f.Add(new And(), a, f.Add(new Not(), b)),
            f.Add(new Or(), a, b),
            f.Add(new Select(), a, x, f.Scalar(2.0)),
            f.Add(new Select(), b, i, f.Add(new Cast(Element.Int64), a)),
            f.Add(new Cast(Element.Float32), a),
            f.Add(new Cast(Element.Float32), i),
            f.Add(new Cast(Element.Int32), f.Mul(x, f.Scalar(10.0))),
            f.Add(new Cast(Element.Bool), f.Add(new Floor(), x)),
            f.Add(new Cast(Element.Int8), i),
            f.Add(new Cast(Element.UInt8), f.Add(new Cast(Element.Int32), b))));
    }

    [Fact]
    public void Small_integers_wrap_into_their_type()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", new TensorType(Element.Int8, B, T));
        var y = f.Input("y", new TensorType(Element.UInt8, B, T));
        Check(f.Model(f.Add(new Neg(), f.Add(new Add(), x, x)), f.Mul(y, y), f.Add(new Max(), x, f.Add(new Sub(), x, x)), f.Add(new Less(), y, f.Add(new Add(), y, y))));
    }

    [Fact]
    public void A_row_of_elements_read_at_indices_of_their_own_is_no_copy()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, 5, 6));
        var indices = f.Add(new Mod(), f.Input("indices", Int(B, 2, 6)), f.Scalar(5L));
        Check(f.Model(f.Add(new TakeAlong(1), x, indices)));
    }

    [Fact]
    public void Views_agree_alone_and_in_a_row()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 12));
        var heads = f.Reshape(x, B, T, 3, 4);
        var turned = f.Transpose(heads, 0, 2, 3, 1);
        var slice = f.Add(new Slice(2, 1, 2), turned);
        Check(f.Model(
            heads,
            turned,
            slice,
            f.Reshape(slice, B, 6, T),
            f.Reshape(f.Transpose(slice, 0, 3, 1, 2), B, T, 6),
            f.Add(new Repeat(1, 2), slice),
            f.Add(new Repeat(3, 3), f.Transpose(turned, 0, 1, 3, 2)),
            f.Expand(f.Reshape(x, B, T, 1, 12), 2, B, T, 5, 12),
            f.Reshape(f.Add(new Repeat(2, 2), x), B * T, 24),
            f.Reshape(f.Add(new Exp(), turned), B, 12 * T)));
    }

    [Fact]
    public void Movements_agree()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 6));
        var y = f.Input("y", Float(B, T, 3));
        var indices = f.Input("indices", Int(B, T));
        var table = f.Parameter("table", 4, 6);
        var half = f.Add(new Concat(2), f.Add(new Neg(), f.Add(new Slice(2, 3, 3), x)), f.Add(new Slice(2, 0, 3), x));
        var joined = f.Add(new Concat(2), x, y, x);
        var constant = f.Add(new Constant(Int(6), new EquatableList<double>([3, 4, 5, 0, 1, 2])));
        var odd = f.Add(new Constant(Int(2, 2), new EquatableList<double>([5, 0, 2, 3])));
        Check(f.Model(
            f.Add(new Gather(0), table, indices),
            f.Add(new Gather(1), table, indices),
            f.Add(new TakeAlong(2), x, f.Add(new Mod(), f.Reshape(indices, B, T, 1), f.Scalar(6L))),
            f.Add(new TakeAlong(2), f.Add(new Exp(), x), f.Reshape(constant, 1, 1, 6)),
            f.Add(new Gather(2), x, constant),
            f.Add(new Gather(2), f.Add(new Exp(), x), odd),
            f.Mul(half, x),
            joined,
            f.Add(new Concat(0), x, x),
            f.Add(new Concat(1), y, f.Add(new Sigmoid(), y), y),
            f.Add(new Gather(0), f.Add(new Concat(0), table, table), f.Add(new Add(), indices, f.Scalar(4L))),
            f.Transpose(f.Add(new Slice(2, 2, 6), joined), 2, 1, 0),
            f.Add(new Gather(0), f.Constant([4, 3], [.. Enumerable.Range(0, 12).Select(i => i * 0.5)]), indices)));
    }

    [Fact]
    public void Windows_and_slides_agree()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 5));
        var around = f.Add(new Window(2, 1, 2), f.Add(new Window(1, 2, 1), f.Add(new Sin(), x)));
        var taps = f.Add(new Slide(1, T, 4, 1, 1, 0), around);
        var places = f.Add(new Slide(3, 5, 4, 1, 1, 0), f.Add(new Slide(1, Dim.FloorDivide(T + 1, 2), 3, 2, 1, 0), around));
        Check(f.Model(
            around,
            taps,
            f.Add(new Slice(1, 0, T), f.Add(new Window(1, 1, 0), x)),
            f.Add(new Sub(), x, f.Add(new Slice(1, 2, T), f.Add(new Window(1, 0, 2), f.Add(new Exp(), x)))),
            f.Add(new Slide(1, T, 3, 1, -2, 4), f.Add(new Window(1, 4, 0), x)),
            f.Add(new Slide(2, 2, 2, 3, -1, 1), x),
            f.Add(new Einsum("btjc,ocj->bto"), taps, f.Parameter("dense", 3, 8, 4)),
            f.Add(new Einsum("bhiwj,oij->bhwo"), places, f.Parameter("image", 6, 3, 4)),
            f.Sum(f.Mul(taps, f.Reshape(f.Parameter("each", 4, 8), 1, 1, 4, 8)), 2),
            f.Add(new Window(1, 3, 1), f.Add(new Less(), x, f.Scalar(0.1))),
            f.Add(new Window(0, 1, T), f.Input("i", Int(B, T)))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Axis_operators_agree_along_any_axis(int axis)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 9));
        var mask = f.Add(new Less(), f.Input("m", Float(T, 9)), f.Scalar(0.5));
        var i = f.Input("i", Int(B, T, 9));
        var results = Enum.GetValues<ReduceKind>().Where(k => k is not (ReduceKind.Any or ReduceKind.All))
            .Select(kind => f.Add(new Reduce(kind, axis), x)).ToList();
        results.Add(f.Add(new Reduce(ReduceKind.Any, axis), f.Expand(mask, B, T, 9)));
        results.Add(f.Add(new Reduce(ReduceKind.All, axis), f.Add(new Less(), x, f.Scalar(0.9))));
        results.AddRange(new[] { ReduceKind.Sum, ReduceKind.Prod }.Select(kind => f.Add(new Reduce(kind, axis), x, mask)));
        results.AddRange(new[] { ReduceKind.Sum, ReduceKind.Max, ReduceKind.Min, ReduceKind.Prod }.Select(kind => f.Add(new Reduce(kind, axis), i)));
        results.Add(f.Add(new ArgMax(axis), x));
        results.Add(f.Add(new ArgMax(axis), i));
        results.Add(f.Add(new ArgMax(axis), x, f.Add(new LessOrEqual(), f.Add(new Abs(), x), f.Expand(f.Add(new Abs(), x), B, T, 9))));
        results.Add(f.Add(new TopK(axis, 2), x));
        results.Add(f.Add(new TopK(axis, 3), i, mask));
        results.Add(f.Add(new TopK(axis, 100), x, mask));
        results.Add(f.Add(new Softmax(axis), x));
        results.Add(f.Add(new Softmax(axis), x, mask));
        results.Add(f.Add(new Softmax(axis), x, f.Add(new Less(), x, f.Scalar(-2.0))));
        results.Add(f.Add(new CumSum(axis), x));
        results.Add(f.Add(new CumSum(axis), i));
        Check(f.Model([.. results]));
    }

    [Fact]
    public void Masked_reductions_agree_where_the_mask_is_not_empty()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 9));
        var mask = f.Add(new LessOrEqual(), f.Reshape(f.Add(new Iota(9)), 9), f.Reshape(f.Add(new Iota(T)), T, 1));
        Check(f.Model([.. new[] { ReduceKind.Mean, ReduceKind.Max, ReduceKind.Min, ReduceKind.LogSumExp }.Select(kind => f.Add(new Reduce(kind, 2), x, mask))]));
    }

    [Theory]
    [InlineData("abc,dc->abd")]
    [InlineData("abc,cd->abd")]
    [InlineData("abc,dc->bad")]
    [InlineData("abc,dbc->abd")]
    [InlineData("abc,abd->acd")]
    [InlineData("abc,bcd->ad")]
    [InlineData("abc,abc->ab")]
    [InlineData("abc,c->ab")]
    [InlineData("abc,abc->")]
    [InlineData("abc,d->abcd")]
    [InlineData("abc,ac->cb")]
    [InlineData("abcd,aebd->acbe")]
    [InlineData("abcd,aecd->acbe")]
    [InlineData("abc,dec->daeb")]
    [InlineData("ab,cd->ac")]
    [InlineData("abc,dbae->ecd")]
    public void Einsums_agree_with_activations_and_weights_on_either_side(string equation)
    {
        var extents = "abcde".Zip(new Dim[] { B, T, 6, 4, 3 }).ToDictionary(p => p.First, p => p.Second);
        var einsum = new Einsum(equation);
        Dim[] left = [.. einsum.Left.Select(c => extents[c])];
        Dim[] right = [.. einsum.Right.Select(c => extents[c])];

        var f = new FunctionBuilder();
        var a = f.Input("a", Float(left));
        var b = f.Input("b", Float(right));
        Check(f.Model(f.Add(einsum, a, b), f.Add(new Einsum($"{einsum.Right},{einsum.Left}->{einsum.Output}"), b, a)));

        var constant = new Dictionary<char, Dim> { ['a'] = 2, ['b'] = 5, ['c'] = 6, ['d'] = 4, ['e'] = 3 };
        var g = new FunctionBuilder();
        var x = g.Input("x", Float([.. einsum.Left.Select(c => constant[c])]));
        var w = g.Parameter("w", [.. einsum.Right.Select(c => constant[c])]);
        var i = g.Input("i", Int([.. einsum.Left.Select(c => constant[c])]));
        var swapped = new Einsum($"{einsum.Right},{einsum.Left}->{einsum.Output}");
        Check(g.Model(g.Add(einsum, x, w), g.Add(swapped, w, x), g.Add(einsum, g.Add(new Exp(), x), w), g.Add(swapped, g.Add(new Abs(), w), x)));
        var h = new FunctionBuilder();
        Check(h.Model(h.Add(einsum, h.Input("i", Int([.. einsum.Left.Select(c => constant[c])])), h.Input("j", Int([.. einsum.Right.Select(c => constant[c])])))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attention_agrees(bool causal)
    {
        var f = new FunctionBuilder();
        var q = f.Input("q", Float(B, T, 4, 8));
        var k = f.Input("k", Float(B, T, 2, 8));
        var v = f.Input("v", Float(B, T, 2, 5));
        var turned = f.Transpose(f.Input("turned", Float(B, 4, T, 8)), 0, 2, 1, 3);
        Check(f.Model(f.Add(new Attention(0.3, causal), q, k, v), f.Add(new Attention(0.3, causal), turned, f.Add(new Sin(), k), v)));
    }

    [Fact]
    public void Results_may_be_inputs_weights_constants_and_each_other()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T));
        var w = f.Parameter("w", 3, 2);
        var y = f.Add(new Exp(), x);
        Check(f.Model(x, w, y, y, f.Constant([2, 2], 1, 2, 3, 4), f.Scalar(3.0), f.Add(new Iota(T)), f.Transpose(y, 1, 0), f.Expand(f.Scalar(2L), B, T)));
    }

    [Fact]
    public void Scalars_unit_axes_and_many_axes_agree()
    {
        var f = new FunctionBuilder();
        var s = f.Input("s", Float());
        var x = f.Input("x", Float(1, B, 1, T, 2, 3));
        var y = f.Input("y", Float(B, 4, T, 1, 1));
        var sum = f.Add(new Add(), f.Mul(x, s), f.Expand(y, 1, B, 4, T, 2, 3));
        Check(f.Model(f.Add(new Exp(), s), sum, f.Transpose(sum, 5, 3, 1, 0, 2, 4), f.Sum(f.Sum(sum, 4), 1)));
    }

    [Fact]
    public void Formulas_that_read_their_own_results_again_and_again_stay_small()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 6));
        var y = x;
        for (var i = 0; i < 40; i++)
            y = f.Add(new Sub(), f.Mul(y, y), f.Mul(y, f.Scalar(0.3)));
        var z = f.Input("z", Float(2, 3, 5, 7));
        foreach (var shape in new Dim[][] { [7, 30], [3, 70], [5, 42], [6, 5, 7], [21, 10], [10, 3, 7], [14, 15], [15, 14], [70, 3], [35, 6] })
            z = f.Transpose(f.Reshape(z, shape), [.. Enumerable.Range(0, shape.Length).Reverse()]);
        Check(f.Model(y, z));
    }

    private static void Check(ModelGraph graph)
    {
        new Agreement(graph).ShouldHold();
        new Agreement(PassPipeline.Run(graph), new Dictionary<string, int> { ["B"] = 1, ["T"] = 17 }, seed: 2).ShouldHold();
    }
}
