using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Reference;
using static Modelwright.Compiler.Tests.Operators.Sample;

namespace Modelwright.Compiler.Tests.Operators;

/// <summary>Every operator on small tensors, against values computed by hand.</summary>
public class EvaluationTests
{
    private const double Nan = double.NaN;
    private const double Inf = double.PositiveInfinity;

    private static readonly double E = Math.E;

    private static readonly (string Name, Operator Operator, Sample[] Operands, Sample Expected)[] Cases =
    [
        ("parameter", new LoadParameter("w", TypeOf("float[2]")), [], Floats(7, 8)),
        ("stack", new LoadStack(new([new("w", TypeOf("float[2]")), new("layers.3.w", TypeOf("float[2]"))]), 2), [], Of("float[2, 2]", 7, 8, 7, 8)),
        ("constant", new Constant(TypeOf("float[2, 1]"), new([3, 4])), [], Of("float[2, 1]", 3, 4)),
        ("constant without axes", new Constant(TypeOf("bool[]"), new([1])), [], Of("bool[]", 1)),
        ("iota", new Iota(3), [], Ints(0, 1, 2)),
        ("iota of nothing", new Iota(0), [], Ints()),

        ("neg", new Neg(), [Floats(1, -2)], Floats(-1, 2)),
        ("neg of integers", new Neg(), [Ints(1, -2)], Ints(-1, 2)),
        ("abs", new Abs(), [Floats(1, -2)], Floats(1, 2)),
        ("sqrt", new Sqrt(), [Floats(4, -1)], Floats(2, Nan)),
        ("rsqrt", new Rsqrt(), [Floats(4, 0)], Floats(0.5, Inf)),
        ("exp", new Exp(), [Floats(0, 1)], Floats(1, E)),
        ("log", new Log(), [Floats(1, E, 0)], Floats(0, 1, -Inf)),
        ("sin", new Sin(), [Floats(0, Math.PI / 6)], Floats(0, 0.5)),
        ("cos", new Cos(), [Floats(0, Math.PI / 3)], Floats(1, 0.5)),
        ("atan", new Atan(), [Floats(0, 1, -Inf, Math.Sqrt(3))], Floats(0, Math.PI / 4, -Math.PI / 2, Math.PI / 3)),
        ("tanh", new Tanh(), [Floats(0, Math.Log(3))], Floats(0, 0.8)),
        ("sigmoid", new Sigmoid(), [Floats(0, Math.Log(3), -1000)], Floats(0.5, 0.75, 0)),
        ("erf", new Erf(), [Floats(0, 0.5, -2, 3, 9)], Floats(0, 0.5204998778130465, -0.9953222650189527, 0.9999779095030014, 1)),
        ("floor", new Floor(), [Floats(1.5, -1.5, 2)], Floats(1, -2, 2)),
        ("not", new Not(), [Bools(0, 1)], Bools(1, 0)),
        ("cast to integers", new Cast(ElementType.Int64), [Floats(1.9, -1.9)], Ints(1, -1)),
        ("cast to bool", new Cast(ElementType.Bool), [Floats(0, 0.5, -2)], Bools(0, 1, 1)),
        ("cast to float", new Cast(ElementType.Float32), [Bools(0, 1)], Floats(0, 1)),

        ("add", new Add(), [Floats(1, 2), Floats(10, 20)], Floats(11, 22)),
        ("sub", new Sub(), [Ints(1, 2), Ints(10, 20)], Ints(-9, -18)),
        ("mul", new Mul(), [Floats(1, 2), Floats(10, 20)], Floats(10, 40)),
        ("div", new Div(), [Floats(1, -1, 0), Floats(4, 0, 0)], Floats(0.25, -Inf, Nan)),
        ("pow", new Pow(), [Floats(2, 4, -2), Floats(10, 0.5, 3)], Floats(1024, 2, -8)),
        ("min", new Min(), [Floats(1, 5, Nan), Floats(3, 2, 1)], Floats(1, 2, Nan)),
        ("max", new Max(), [Floats(1, 5, 1), Floats(3, 2, Nan)], Floats(3, 5, Nan)),
        ("floordiv", new FloorDiv(), [Ints(7, -7, 7, -7, 6), Ints(2, 2, -2, -2, -2)], Ints(3, -4, -4, 3, -3)),
        ("floordiv of large integers", new FloorDiv(), [Ints(9007199254740991), Ints(9007199254740990)], Ints(1)),
        ("floordiv of floats", new FloorDiv(), [Floats(7.5, -7.5), Floats(2, 2)], Floats(3, -4)),
        ("mod", new Mod(), [Ints(7, -7, 7, -7, 6), Ints(2, 2, -2, -2, -2)], Ints(1, 1, -1, -1, 0)),
        ("mod of floats", new Mod(), [Floats(7.5, -7.5), Floats(2, 2)], Floats(1.5, 0.5)),
        ("less", new Less(), [Floats(1, 2, 3, Nan), Floats(2, 2, 2, 2)], Bools(1, 0, 0, 0)),
        ("lessorequal", new LessOrEqual(), [Floats(1, 2, 3, Nan), Floats(2, 2, 2, 2)], Bools(1, 1, 0, 0)),
        ("equal", new Equal(), [Ints(1, 2), Ints(2, 2)], Bools(0, 1)),
        ("equal of bools", new Equal(), [Bools(0, 0, 1), Bools(0, 1, 1)], Bools(1, 0, 1)),
        ("and", new And(), [Bools(0, 0, 1, 1), Bools(0, 1, 0, 1)], Bools(0, 0, 0, 1)),
        ("or", new Or(), [Bools(0, 0, 1, 1), Bools(0, 1, 0, 1)], Bools(0, 1, 1, 1)),
        ("select", new Select(), [Bools(1, 0), Floats(1, 2), Floats(3, 4)], Floats(1, 4)),

        ("broadcast of a row and a column", new Add(), [Of("float[2, 1]", 10, 20), Of("float[3]", 1, 2, 3)], Of("float[2, 3]", 11, 12, 13, 21, 22, 23)),
        ("broadcast of a scalar", new Sub(), [Of("float[]", 1), Floats(1, 2)], Floats(0, -1)),
        ("broadcast over an empty axis", new Mul(), [Of("float[0, 1]"), Of("float[2]", 1, 2)], Of("float[0, 2]")),
        ("broadcast of three", new Select(), [Of("bool[2, 1]", 1, 0), Of("float[]", 9), Of("float[1, 2]", 1, 2)], Of("float[2, 2]", 9, 9, 1, 2)),

        ("reshape", new Reshape(TypeOf("float[3, 2]").Shape), [Of("float[2, 3]", 1, 2, 3, 4, 5, 6)], Of("float[3, 2]", 1, 2, 3, 4, 5, 6)),
        ("transpose", new Transpose(new([1, 0])), [Of("float[2, 3]", 1, 2, 3, 4, 5, 6)], Of("float[3, 2]", 1, 4, 2, 5, 3, 6)),
        ("transpose of three axes", new Transpose(new([2, 0, 1])), [Of("float[1, 2, 3]", 1, 2, 3, 4, 5, 6)], Of("float[3, 1, 2]", 1, 4, 2, 5, 3, 6)),
        ("slice", new Slice(1, 1, 2), [Of("float[2, 3]", 1, 2, 3, 4, 5, 6)], Of("float[2, 2]", 2, 3, 5, 6)),
        ("slice of nothing", new Slice(0, 2, 0), [Floats(1, 2)], Floats()),
        ("window", new Window(1, 1, 2), [Of("float[2, 2]", 1, 2, 3, 4)], Of("float[2, 5]", 0, 1, 2, 0, 0, 0, 3, 4, 0, 0)),
        ("window of the first axis", new Window(0, 2, 0), [Of("bool[1, 2]", 1, 1)], Of("bool[3, 2]", 0, 0, 0, 0, 1, 1)),
        ("window of nothing", new Window(0, 1, 1), [Of("float[0, 2]")], Of("float[2, 2]", 0, 0, 0, 0)),
        ("slide", new Slide(0, 3, 2, 1, 1, 0), [Floats(1, 2, 3, 4)], Of("float[3, 2]", 1, 2, 2, 3, 3, 4)),
        ("slide in strides, back and with gaps", new Slide(1, 2, 3, 3, -2, 5), [Of("int64[1, 9]", 0, 1, 2, 3, 4, 5, 6, 7, 8)], Of("int64[1, 2, 3]", 5, 3, 1, 8, 6, 4)),
        ("slide of a middle axis", new Slide(1, 2, 2, 1, 1, 0), [Of("float[1, 3, 2]", 1, 2, 3, 4, 5, 6)], Of("float[1, 2, 2, 2]", 1, 2, 3, 4, 3, 4, 5, 6)),
        ("expand", new Expand(TypeOf("float[2, 2, 3]").Shape), [Of("float[2, 1]", 1, 2)], Of("float[2, 2, 3]", 1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2)),
        ("repeat", new Repeat(0, 2), [Of("float[2, 2]", 1, 2, 3, 4)], Of("float[4, 2]", 1, 2, 1, 2, 3, 4, 3, 4)),
        ("repeat of the last axis", new Repeat(1, 2), [Of("float[1, 2]", 1, 2)], Of("float[1, 4]", 1, 1, 2, 2)),
        ("concat", new Concat(0), [Floats(1), Floats(2, 3), Floats()], Floats(1, 2, 3)),
        ("concat of columns", new Concat(1), [Of("float[2, 1]", 1, 2), Of("float[2, 2]", 3, 4, 5, 6)], Of("float[2, 3]", 1, 3, 4, 2, 5, 6)),
        ("gather", new Gather(0), [Of("float[3, 2]", 1, 2, 3, 4, 5, 6), Of("int64[2, 1]", 2, 0)], Of("float[2, 1, 2]", 5, 6, 1, 2)),
        ("gather of the last axis", new Gather(1), [Of("float[2, 3]", 1, 2, 3, 4, 5, 6), Of("int32[2]", 2, 2)], Of("float[2, 2]", 3, 3, 6, 6)),
        ("gather of one", new Gather(0), [Floats(1, 2), Of("int64[]", 1)], Of("float[]", 2)),

        ("sum", new Reduce(ReduceKind.Sum, 1), [Of("float[2, 3]", 1, 2, 3, 4, 5, 6)], Floats(6, 15)),
        ("sum along the first axis", new Reduce(ReduceKind.Sum, 0), [Of("float[2, 3]", 1, 2, 3, 4, 5, 6)], Floats(5, 7, 9)),
        ("sum inside a mask", new Reduce(ReduceKind.Sum, 1), [Of("float[2, 2]", 1, Inf, 3, 4), Of("bool[2]", 1, 0)], Floats(1, 3)),
        ("mean", new Reduce(ReduceKind.Mean, 0), [Floats(1, 2, 6)], Of("float[]", 3)),
        ("mean inside a mask", new Reduce(ReduceKind.Mean, 1), [Of("float[2, 3]", 1, 2, 6, 1, 2, 6), Of("bool[2, 3]", 1, 0, 1, 0, 1, 0)], Floats(3.5, 2)),
        ("prod", new Reduce(ReduceKind.Prod, 0), [Ints(2, 3, 4)], Of("int64[]", 24)),
        ("max along an axis", new Reduce(ReduceKind.Max, 0), [Floats(-3, -1, -2)], Of("float[]", -1)),
        ("min along an axis", new Reduce(ReduceKind.Min, 0), [Ints(3, 1, 2)], Of("int64[]", 1)),
        ("logsumexp", new Reduce(ReduceKind.LogSumExp, 0), [Floats(1000, 1000)], Of("float[]", 1000 + Math.Log(2))),
        ("any", new Reduce(ReduceKind.Any, 1), [Of("bool[2, 2]", 0, 1, 0, 0)], Bools(1, 0)),
        ("all", new Reduce(ReduceKind.All, 1), [Of("bool[2, 2]", 0, 1, 1, 1)], Bools(0, 1)),
        ("sum of nothing", new Reduce(ReduceKind.Sum, 1), [Of("float[2, 0]")], Floats(0, 0)),
        ("prod of nothing", new Reduce(ReduceKind.Prod, 1), [Of("float[1, 2]", 3, 4), Bools(0, 0)], Floats(1)),
        ("any of nothing", new Reduce(ReduceKind.Any, 0), [Bools()], Of("bool[]", 0)),
        ("all of nothing", new Reduce(ReduceKind.All, 0), [Bools()], Of("bool[]", 1)),
        ("max of nothing", new Reduce(ReduceKind.Max, 0), [Floats()], Of("float[]", Nan)),
        ("mean of nothing", new Reduce(ReduceKind.Mean, 0), [Floats(1), Bools(0)], Of("float[]", Nan)),
        ("take along an axis", new TakeAlong(1), [Of("float[2, 3]", 1, 2, 3, 4, 5, 6), Of("int64[2, 2]", 2, 0, 1, 1)], Of("float[2, 2]", 3, 1, 5, 5)),
        ("take along an axis at one index", new TakeAlong(0), [Of("float[2, 3]", 1, 2, 3, 4, 5, 6), Of("int32[1, 3]", 1, 0, 1)], Of("float[1, 3]", 4, 2, 6)),
        ("topk takes the lower index on a tie", new TopK(0, 2), [Floats(5, 7, 7, 7)], Bools(0, 1, 1, 0)),
        ("topk along the first axis", new TopK(0, 1), [Of("float[2, 2]", 1, 4, 2, 3)], Of("bool[2, 2]", 0, 1, 1, 0)),
        ("topk inside a mask", new TopK(0, 2), [Floats(9, 1, 8, 2), Bools(0, 1, 0, 1)], Bools(0, 1, 0, 1)),
        ("topk of fewer", new TopK(0, 3), [Floats(9, 1, 8, 2), Bools(0, 1, 0, 0)], Bools(0, 1, 0, 0)),
        ("topk takes NaN for negative infinity", new TopK(0, 2), [Floats(Nan, 1, double.NegativeInfinity, -5)], Bools(0, 1, 0, 1)),
        ("argmax inside a mask", new ArgMax(0), [Floats(9, 1, 8, 2), Bools(0, 1, 0, 1)], Of("int64[]", 3)),
        ("argmax", new ArgMax(1), [Of("float[2, 3]", 1, 5, 5, -1, -2, -3)], Ints(1, 0)),
        ("softmax", new Softmax(1), [Of("float[2, 2]", 1000, 1000, 0, Math.Log(3))], Of("float[2, 2]", 0.5, 0.5, 0.25, 0.75)),
        ("softmax along the first axis", new Softmax(0), [Of("float[2, 2]", 0, 0, 0, Math.Log(3))], Of("float[2, 2]", 0.5, 0.25, 0.5, 0.75)),
        ("softmax inside a mask", new Softmax(1), [Of("float[2, 2]", 1, 9, 1, 9), Of("bool[2, 2]", 1, 0, 0, 0)], Of("float[2, 2]", 1, 0, 0, 0)),
        ("cumsum", new CumSum(0), [Of("float[2, 2]", 1, 2, 3, 4)], Of("float[2, 2]", 1, 2, 4, 6)),

        ("einsum of a matrix product", new Einsum("ij,kj->ik"), [Of("float[2, 2]", 1, 2, 3, 4), Of("float[1, 2]", 10, 100)], Of("float[2, 1]", 210, 430)),
        ("einsum of an outer product", new Einsum("i,j->ji"), [Floats(1, 2), Floats(10, 20, 30)], Of("float[3, 2]", 10, 20, 20, 40, 30, 60)),
        ("einsum with two summed axes", new Einsum("ij,ji->"), [Of("float[2, 2]", 1, 2, 3, 4), Of("float[2, 2]", 1, 10, 100, 1000)], Of("float[]", 1 + 200 + 30 + 4000)),
        ("einsum over nothing", new Einsum("ij,j->i"), [Of("float[2, 0]"), Floats()], Floats(0, 0)),
        ("einsum with an axis of its own", new Einsum("ij,k->k"), [Of("float[2, 2]", 1, 2, 3, 4), Floats(1, 2)], Floats(10, 20)),
        ("attention", new Attention(1, Causal: false), [Of("float[1, 1, 1, 1]", 1), Of("float[1, 2, 1, 1]", 0, Math.Log(3)), Of("float[1, 2, 1, 2]", 4, 0, 8, 4)], Of("float[1, 1, 1, 2]", 7, 3)),
        ("attention scaled", new Attention(2, Causal: false), [Of("float[1, 1, 1, 1]", 0.5), Of("float[1, 2, 1, 1]", 0, Math.Log(3)), Of("float[1, 2, 1, 1]", 4, 8)], Of("float[1, 1, 1, 1]", 7)),
        ("attention, causal", new Attention(1, Causal: true), [Of("float[1, 2, 1, 1]", 0, 0), Of("float[1, 2, 1, 1]", 1, 1), Of("float[1, 2, 1, 1]", 4, 8)], Of("float[1, 2, 1, 1]", 4, 6)),
        ("attention, causal, more keys", new Attention(1, Causal: true), [Of("float[1, 1, 1, 1]", 0), Of("float[1, 2, 1, 1]", 1, 1), Of("float[1, 2, 1, 1]", 4, 8)], Of("float[1, 1, 1, 1]", 6)),
        ("attention, causal, fewer keys", new Attention(1, Causal: true), [Of("float[1, 2, 1, 1]", 0, 0), Of("float[1, 1, 1, 1]", 1), Of("float[1, 1, 1, 1]", 4)], Of("float[1, 2, 1, 1]", 0, 4)),
        ("attention over a window", new Attention(1, Causal: true, Window: 2), [Of("float[1, 3, 1, 1]", 0, 0, 0), Of("float[1, 3, 1, 1]", 1, 1, 1), Of("float[1, 3, 1, 1]", 4, 8, 2)], Of("float[1, 3, 1, 1]", 4, 6, 5)),
        ("attention over a window, more keys", new Attention(1, Causal: true, Window: 1), [Of("float[1, 1, 1, 1]", 0), Of("float[1, 2, 1, 1]", 1, 1), Of("float[1, 2, 1, 1]", 4, 8)], Of("float[1, 1, 1, 1]", 8)),
        ("attention with shared heads", new Attention(1, Causal: false), [Of("float[1, 1, 4, 1]", 0, 0, 0, 0), Of("float[1, 1, 2, 1]", 1, 1), Of("float[1, 1, 2, 1]", 4, 8)], Of("float[1, 1, 4, 1]", 4, 4, 8, 8)),
        ("pool", new Pool(), [Of("float[1]", 1), Of("float[2, 1]", 0, Math.Log(3)), Of("float[2]", 1, 1)], Of("float[1]", 0.75 * Math.Log(3))),
        ("pool of two lists with factors", new Pool(), [Of("float[2]", 0, 1), Of("float[1, 1, 2]", 4, 1), Of("float[1, 1]", 0), Of("float[1, 1, 2]", 8, 0.5), Of("float[1, 1]", 2 * Math.Log(3))], Of("float[1, 2]", 7, 0.625)),
        ("pool of nothing", new Pool(), [Of("float[1]", 1), Of("float[0, 2, 1]"), Of("float[0, 2]")], Of("float[2, 1]", 0, 0)),
        ("attention to nothing", new Attention(1, Causal: false), [Of("float[1, 1, 1, 1]", 1), Of("float[1, 0, 1, 1]"), Of("float[1, 0, 1, 1]")], Of("float[1, 1, 1, 1]", 0)),

        ("call", new Call(Functions.Scale, "layers.3"), [Floats(1, 2)], Floats(7, 16)),
        ("prepare", new Prepare(Functions.Twice, "layers.3"), [], Floats(14, 16)),
        ("call where", new CallWhere(Functions.ScaleRows, "layers.3"), [Of("bool[3]", 1, 0, 1), Of("float[3, 2]", 1, 2, 3, 4, 5, 6)], Of("float[3, 2]", 7, 16, 0, 0, 35, 48)),
        ("call where nothing is", new CallWhere(Functions.ScaleRows, "layers.3"), [Of("bool[2]", 0, 0), Of("float[2, 2]", 1, 2, 3, 4)], Of("float[2, 2]", 0, 0, 0, 0)),
        ("scan", Decay(3), [Floats(1, 0), Of("float[2, 3]", 1, 2, 3, 4, 5, 6)], Floats(409, 302)),
        ("scan from the last step", Decay(3) with { IsReversed = true }, [Floats(1, 0), Of("float[2, 3]", 1, 2, 3, 4, 5, 6)], Floats(505, 428)),
        ("scan along the first axis", Decay(2) with { Sequences = new([0]) }, [Floats(1, 0), Of("float[2, 2]", 1, 4, 2, 5)], Floats(58, 37)),
        ("scan over nothing", Decay(0), [Floats(1, 2), Of("float[2, 0]")], Floats(1, 2)),
    ];

    /// <summary>Argument is bound by whoever runs the function; the results of History are about another dimension, and of recurrences there are two.</summary>
    private static readonly Type[] TestedElsewhere = [typeof(Argument), typeof(History), typeof(LinearScan), typeof(DiagonalScan)];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_the_values_and_their_type(string name)
    {
        var (_, op, operands, expected) = Cases.Single(c => c.Name == name);

        op.Infer(operands.Select(o => o.Type).ToList()).ShouldBe([expected.Type]);
        var result = op.Evaluate(Context, operands.Select(o => o.Tensor).ToList()).ShouldHaveSingleItem();

        result.Shape.ShouldBe(expected.Tensor.Shape);
        for (var i = 0; i < expected.Data.Length; i++)
            (result.Data[i].Equals(expected.Data[i]) || Math.Abs(result.Data[i] - expected.Data[i]) < 1e-12).ShouldBeTrue($"{result.Data[i]} at {i}, not {expected.Data[i]}");
    }

    [Fact]
    public void Covers_every_operator() =>
        OperatorTypes.All.Except(Cases.Select(c => c.Operator.GetType())).Except(TestedElsewhere).ShouldBeEmpty();

    [Fact]
    public void A_history_is_its_operand_while_a_whole_sequence_runs()
    {
        var steps = Floats(1, 2, 3).Tensor;
        new History(0, "x").Evaluate(Context, [steps]).ShouldBe([steps]);
    }

    [Fact]
    public void A_scan_gives_the_last_states_and_what_the_steps_put_out()
    {
        var scan = new Scan(Functions.Fibonacci, "", 3, new(["a", "b"]), new([0]), new([0, 1]), IsReversed: false);
        Sample[] operands = [Floats(1, 2), Floats(10, 20), Of("float[3, 2]", 1, 2, 3, 4, 5, 6), Of("float[]", 100)];

        scan.Infer(operands.Select(o => o.Type).ToList()).ShouldBe(new[] { "float[2]", "float[2]", "float[3, 2]", "float[2, 3]" }.Select(TypeOf));
        scan.Evaluate(Context, operands.Select(o => o.Tensor).ToList()).Select(r => r.Data).ShouldBe(
        [
            [13, 24], [7, 10],
            [10, 20, 2, 4, 13, 24],
            [102, 113, 107, 104, 124, 110],
        ]);
    }

    [Fact]
    public void A_scan_backwards_puts_out_where_it_reads()
    {
        var scan = new Scan(Functions.Fibonacci, "", 2, new(["a", "b"]), new([0]), new([0, 0]), IsReversed: true);
        var results = scan.Evaluate(Context, [Floats(1, 2).Tensor, Floats(10, 20).Tensor, Of("float[2, 2]", 1, 2, 3, 4).Tensor, Of("float[]", 0).Tensor]);
        results.Select(r => r.Data).ShouldBe([[4, 6], [11, 22], [4, 6, 10, 20], [11, 22, 4, 6]]);
    }

    [Fact]
    public void An_argument_must_be_bound() =>
        Should.Throw<GraphException>(() => new Argument(TypeOf("float[2]"), "x").Evaluate(Context, [])).Message.ShouldBe("argument: 'x' is not bound");

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void An_index_outside_the_axis_is_an_error(int index) =>
        Should.Throw<ArgumentException>(() => new Gather(0).Evaluate(Context, [Floats(1, 2).Tensor, Ints(index).Tensor]))
            .Message.ShouldBe($"gather: the index {index} is outside 0..2");

    [Fact]
    public void A_slice_outside_the_axis_is_an_error() =>
        Should.Throw<ArgumentException>(() => new Slice(0, 1, Dim.Symbol("N")).Evaluate(Context, [Floats(1, 2).Tensor]))
            .Message.ShouldBe("slice: 5 from 1 on is not inside an axis of 2");

    [Fact]
    public void The_greatest_of_nothing_has_no_index() =>
        Should.Throw<ArgumentException>(() => new ArgMax(0).Evaluate(Context, [Floats().Tensor])).Message.ShouldBe("argmax: there is no element");

    [Fact]
    public void Weights_of_another_shape_are_an_error() =>
        Should.Throw<ArgumentException>(() => new LoadParameter("w", TypeOf("float[3]")).Evaluate(Context, []))
            .Message.ShouldBe("parameter 'w' has the shape [2], expected [3]");

    private static Scan Decay(int length) => new(Functions.Decay, "layers.3", length, new(["s"]), new([1]), new([]), IsReversed: false);

    private static EvaluationContext Context => new(_ => 5, path => path switch
    {
        "w" => Floats(7, 8).Tensor,
        "layers.3.w" => Floats(7, 8).Tensor,
        _ => throw new ArgumentException(path),
    });
}
