using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using static Modelwright.Compiler.Tests.Operators.Sample;

namespace Modelwright.Compiler.Tests.Operators;

/// <summary>Every operator's shape rule over symbolic extents, and what it refuses.</summary>
public class ShapeRuleTests
{
    private static readonly (Operator Operator, string[] Operands, string Expected)[] Accepted =
    [
        (new Argument(TypeOf("float[B]"), "x"), [], "float[B]"),
        (new Iota(Dim.Symbol("T")), [], "int64[T]"),
        (new Sqrt(), ["float16[B, T]"], "float16[B, T]"),
        (new Cast(ElementType.Int8), ["bool[B, T]"], "int8[B, T]"),
        (new Add(), ["float[B, T, 4]", "float[4]"], "float[B, T, 4]"),
        (new Add(), ["float[B, 1, 4]", "float[1, T, 1]"], "float[B, T, 4]"),
        (new LessOrEqual(), ["int64[1, T']", "int64[T, 1]"], "bool[T, T']"),
        (new Select(), ["bool[T, 1]", "float[]", "float[T, 4]"], "float[T, 4]"),
        (new Reshape(TypeOf("float[B, T, 2, 3]").Shape), ["float[B, T, 6]"], "float[B, T, 2, 3]"),
        (new Reshape(TypeOf("float[B * T, 6]").Shape), ["float[B, T, 6]"], "float[B * T, 6]"),
        (new Transpose(new([1, 0])), ["float[B, T]"], "float[T, B]"),
        (new Slice(0, 1, Dim.Symbol("T") - 1), ["float[T]"], "float[T - 1]"),
        (new Window(1, 3, 0, "x"), ["float[B, T, 4]"], "float[B, T + 3, 4]"),
        (new Window(0, 1, Dim.Symbol("K")), ["bool[T]"], "bool[T + K + 1]"),
        (new Slide(1, Dim.Symbol("T"), 4, 1, -1, 3), ["float[B, T + 3, 4]"], "float[B, T, 4, 4]"),
        (new Slide(0, Dim.Symbol("H"), 3, 2, 1, 0), ["int64[2 * H + 1]"], "int64[H, 3]"),
        (new Expand(TypeOf("float[B, T, 4]").Shape), ["float[T, 1]"], "float[B, T, 4]"),
        (new Repeat(0, 3), ["float[T, 2]"], "float[3 * T, 2]"),
        (new Concat(1), ["float[B, T]", "float[B, 2]"], "float[B, T + 2]"),
        (new Gather(0), ["float[256, 8]", "int64[B, T]"], "float[B, T, 8]"),
        (new History(1, "k"), ["float[B, T, 4]"], "float[B, T', 4]"),
        (new History(1, "k", Kept: 7), ["float[B, T, 4]"], "float[B, T'7, 4]"),
        (new Reduce(ReduceKind.Mean, 1), ["float[B, T, 4]", "bool[T, 1]"], "float[B, 4]"),
        (new ArgMax(0), ["float[B, T]"], "int64[T]"),
        (new TopK(1, 2), ["float[B, T]", "bool[T]"], "bool[B, T]"),
        (new TakeAlong(0), ["float[3, B, T]", "int64[1, B, 1]"], "float[1, B, T]"),
        (new Softmax(2), ["float[B, T, T']", "bool[T, T']"], "float[B, T, T']"),
        (new CumSum(0), ["int64[T]"], "int64[T]"),
        (new Einsum("btd,od->bto"), ["float[B, T, 4]", "float[8, 4]"], "float[B, T, 8]"),
        (new Attention(1, Causal: true), ["float[B, T, 4, 8]", "float[B, T', 2, 8]", "float[B, T', 2, 16]"], "float[B, T, 4, 16]"),
        (new Pool(), ["float[8]", "float[3, B, T, 8]", "float[3, B, T]", "float[1, B, T, 8]", "float[1, B, T]"], "float[B, T, 8]"),
        (new Call(Functions.Scale, ""), ["float[2]"], "float[2]"),
        (new Prepare(Functions.Twice, ""), [], "float[2]"),
        (new CallWhere(Functions.ScaleRows, ""), ["bool[B, T]", "float[B, T, 2]"], "float[B, T, 2]"),
        (Decay(Dim.Symbol("T")), ["float[2]", "float[2, T]"], "float[2]"),
        (new Scan(Functions.Scale, "", 3, new([]), new([0]), new([1]), IsReversed: false), ["float[3, 2]"], "float[2, 3]"),
    ];

    private static readonly (Operator Operator, string[] Operands, string Reason)[] Refused =
    [
        (new Argument(TypeOf("float[B]"), "x"), ["float[B]"], "argument: takes 0 operands, not 1"),
        (new LoadParameter("w", TypeOf("float[B]")), [], "parameter: 'w' has the shape [B], which is not constant"),
        (new LoadStack(new([new("v", TypeOf("float[2, 3]")), new("w", TypeOf("float[2, 2]"))]), 3), [], "stack: 'w' has the shape [2, 2], which is no rows of 3"),
        (new LoadStack(new([new("v", TypeOf("float[3]")), new("w", TypeOf("int32[3]"))]), 3), [], "stack: 'v' is float and 'w' is int32"),
        (new Constant(TypeOf("float[3]"), new([1, 2])), [], "constant: 2 elements don't fill [3]"),
        (new Constant(TypeOf("float[N]"), new([1, 2])), [], "constant: 2 elements don't fill [N]"),
        (new Iota(2), ["float[]"], "iota: takes 0 operands, not 1"),
        (new Neg(), ["bool[]"], "neg: is not defined for bool"),
        (new Abs(), ["bool[]"], "abs: is not defined for bool"),
        (new Sqrt(), ["int64[]"], "sqrt: is not defined for int64"),
        (new Rsqrt(), ["int64[]"], "rsqrt: is not defined for int64"),
        (new Exp(), ["int64[]"], "exp: is not defined for int64"),
        (new Log(), ["int64[]"], "log: is not defined for int64"),
        (new Sin(), ["int64[]"], "sin: is not defined for int64"),
        (new Cos(), ["int64[]"], "cos: is not defined for int64"),
        (new Atan(), ["int64[]"], "atan: is not defined for int64"),
        (new Tanh(), ["int64[]"], "tanh: is not defined for int64"),
        (new Sigmoid(), ["int64[]"], "sigmoid: is not defined for int64"),
        (new Erf(), ["int64[]"], "erf: is not defined for int64"),
        (new Floor(), ["int64[]"], "floor: is not defined for int64"),
        (new Not(), ["float[]"], "not: is not defined for float"),
        (new Cast(ElementType.Bool), [], "cast: takes 1 operand, not 0"),
        (new Add(), ["bool[]", "bool[]"], "add: is not defined for bool"),
        (new Add(), ["float[]", "int64[]"], "add: the operands are float and int64"),
        (new Add(), ["float[T]", "float[T']"], "add: [T] and [T'] don't broadcast to one shape"),
        (new Add(), ["float[B, 3]", "float[B, 4]"], "add: [B, 3] and [B, 4] don't broadcast to one shape"),
        (new Sub(), ["float[B]", "float[T]"], "sub: [B] and [T] don't broadcast to one shape"),
        (new Mul(), ["float[2]", "float[B]"], "mul: [2] and [B] don't broadcast to one shape"),
        (new Div(), ["int64[]", "int64[]"], "div: is not defined for int64"),
        (new Pow(), ["bool[]", "bool[]"], "pow: is not defined for bool"),
        (new Min(), ["bool[]", "bool[]"], "min: is not defined for bool"),
        (new Max(), ["bool[]", "bool[]"], "max: is not defined for bool"),
        (new FloorDiv(), ["bool[]", "bool[]"], "floordiv: is not defined for bool"),
        (new Mod(), ["bool[]", "bool[]"], "mod: is not defined for bool"),
        (new Less(), ["bool[]", "bool[]"], "less: is not defined for bool"),
        (new LessOrEqual(), ["bool[]", "bool[]"], "lessorequal: is not defined for bool"),
        (new Equal(), ["bool[]"], "equal: takes 2 operands, not 1"),
        (new And(), ["float[]", "float[]"], "and: is not defined for float"),
        (new Or(), ["float[]", "float[]"], "or: is not defined for float"),
        (new Select(), ["float[]", "float[]", "float[]"], "select: the condition is float, not bool"),
        (new Select(), ["bool[]", "float[]", "int64[]"], "select: the choices are float and int64"),
        (new Select(), ["bool[2]", "float[3]", "float[]"], "select: [2] and [3] and [] don't broadcast to one shape"),
        (new Reshape(TypeOf("float[B, 5]").Shape), ["float[B, 6]"], "reshape: [B, 6] and [B, 5] don't have equally many elements"),
        (new Transpose(new([0, 0])), ["float[B, T]"], "transpose: [0, 0] does not permute the axes of [B, T]"),
        (new Transpose(new([0])), ["float[B, T]"], "transpose: [0] does not permute the axes of [B, T]"),
        (new Slice(0, 2, 3), ["float[4]"], "slice: 3 from 2 on is not inside axis 0 of [4]"),
        (new Slice(0, Dim.Symbol("T"), 1), ["float[T]"], "slice: 1 from T on is not inside axis 0 of [T]"),
        (new Slice(1, 0, 1), ["float[4]"], "slice: [4] has no axis 1"),
        (new Window(1, 1, 1), ["float[4]"], "window: [4] has no axis 1"),
        (new Window(0, 1, -1), ["float[4]"], "window: 1 before and -1 after an axis are not both numbers of zeros"),
        (new Window(0, 1, 0, "x"), ["float[4]"], "window: 1 steps before axis 0 of [4] and 0 after it cannot be kept"),
        (new Window(0, 1, 1, "x"), ["float[T]"], "window: 1 steps before axis 0 of [T] and 1 after it cannot be kept"),
        (new Slide(0, 3, 3, 1, 1, 0), ["float[4]"], "slide: 3 places of 3 are not inside axis 0 of [4]"),
        (new Slide(0, 3, 2, 1, -1, 0), ["float[4]"], "slide: 3 places of 2 are not inside axis 0 of [4]"),
        (new Slide(0, 3, 2, 0, 1, 0), ["float[5]"], "slide: 3 places of 2 are not inside axis 0 of [5]"),
        (new Slide(1, 1, 1, 1, 1, 0), ["float[4]"], "slide: [4] has no axis 1"),
        (new Expand(TypeOf("float[B, 3]").Shape), ["float[B, 2]"], "expand: [B, 2] does not broadcast to [B, 3]"),
        (new Expand(TypeOf("float[3]").Shape), ["float[1, 3]"], "expand: [1, 3] does not broadcast to [3]"),
        (new Repeat(-1, 2), ["float[3]"], "repeat: [3] has no axis -1"),
        (new Concat(0), [], "concat: takes at least 1 operands, not 0"),
        (new Concat(0), ["float[2]", "int64[2]"], "concat: the operands are float and int64"),
        (new Concat(0), ["float[2, 3]", "float[2, 4]"], "concat: [2, 3] and [2, 4] differ in more than axis 0"),
        (new Gather(0), ["float[4]", "float[2]"], "gather: the indices are float, not int64 or int32"),
        (new History(0, "k"), ["float[4]"], "history: axis 0 of [4] is not a streamed axis"),
        (new History(0, "k"), ["float[T']"], "history: axis 0 of [T] is not a streamed axis"),
        (new Reduce(ReduceKind.Sum, 0), ["bool[4]"], "reduce: is not defined for bool"),
        (new Reduce(ReduceKind.Mean, 0), ["int64[4]"], "reduce: is not defined for int64"),
        (new Reduce(ReduceKind.Any, 0), ["float[4]"], "reduce: is not defined for float"),
        (new Reduce(ReduceKind.Sum, 0), ["float[4]", "float[4]"], "reduce: the mask is float, not bool"),
        (new Reduce(ReduceKind.Sum, 0), ["float[1]", "bool[4]"], "reduce: the mask [4] does not broadcast to [1]"),
        (new ArgMax(0), ["float[4]", "float[4]"], "argmax: the mask is float, not bool"),
        (new TopK(0, 2), ["bool[4]"], "topk: is not defined for bool"),
        (new TakeAlong(0), ["float[4]", "float[4]"], "takealong: the indices are float, not int64 or int32"),
        (new TakeAlong(0), ["float[4, 2]", "int64[1, 3]"], "takealong: the indices [1, 3] do not fit the data [4, 2]"),
        (new Softmax(1), ["float[4]"], "softmax: [4] has no axis 1"),
        (new CumSum(0), ["bool[4]"], "cumsum: is not defined for bool"),
        (new Einsum("ij,jk"), ["float[2, 2]", "float[2, 2]"], "einsum: 'ij,jk' is not an equation such as 'btd,od->bto' without a repeated letter"),
        (new Einsum("ii,j->j"), ["float[2, 2]", "float[2]"], "einsum: 'ii,j->j' is not an equation such as 'btd,od->bto' without a repeated letter"),
        (new Einsum("i,j->k"), ["float[2]", "float[2]"], "einsum: no operand of 'i,j->k' has the axis 'k'"),
        (new Einsum("i,i->"), ["float[2]", "float[3]"], "einsum: the axis 'i' is 2 in one operand and 3 in the other"),
        (new Einsum("i,i->"), ["float[T]", "float[T']"], "einsum: the axis 'i' is T in one operand and T' in the other"),
        (new Einsum("ij,i->"), ["float[2]", "float[2]"], "einsum: 'ij' doesn't name the axes of [2]"),
        (new Attention(1, Causal: false), ["float[B, T, 4, 8]", "float[B, T, 3, 8]", "float[B, T, 3, 8]"], "attention: 4 query heads don't share 3 key heads evenly"),
        (new Attention(1, Causal: false), ["float[B, T, 4, 8]", "float[B, T, 4, 7]", "float[B, T, 4, 8]"], "attention: the queries are [B, T, 4, 8], but the keys [B, T, 4, 7]"),
        (new Attention(1, Causal: false), ["float[B, T, 4, 8]", "float[B, T, 4, 8]", "float[B, S, 4, 8]"], "attention: the keys are [B, T, 4, 8], but the values [B, S, 4, 8]"),
        (new Pool(), ["float[8]", "float[3, T, 8]"], "pool: takes a query and then two operands for each list, not 2 operands"),
        (new Pool(), ["int32[8]", "float[3, T, 8]", "float[3, T]"], "pool: is not defined for int32, float, float"),
        (new Pool(), ["float[T, 8]", "float[3, T, 8]", "float[3, T]"], "pool: takes a query of one axis and items of two or more, not [T, 8] and [3, T, 8]"),
        (new Pool(), ["float[8]", "float[3, T, 8]", "float[3, T]", "float[3, B, 8]", "float[3, B]"], "pool: the query is [8] and the first items [3, T, 8], but others [3, B, 8]"),
        (new Pool(), ["float[8]", "float[3, T, 8]", "float[3, B]"], "pool: the items are [3, T, 8], but their factors [3, B]"),
        (new Attention(1, Causal: false), ["float[T, 4, 8]", "float[T, 4, 8]", "float[T, 4, 8]"], "attention: takes operands of four axes, not [T, 4, 8], [T, 4, 8], [T, 4, 8]"),
        (new Call(Functions.Scale, ""), ["float[3]"], "call: Scale takes float[2] as 'x0', not float[3]"),
        (new Call(Functions.Scale, ""), [], "call: takes 1 operand, not 0"),
        (new Prepare(Functions.Twice, ""), ["float[2]"], "prepare: takes 0 operands, not 1"),
        (new Prepare(Functions.Scale, ""), [], "prepare: Scale takes arguments"),
        (new Prepare(Functions.Make("Steps", [], _ => [Functions.Apply(new Iota(Dim.Symbol("T")))]), ""), [], "prepare: Steps gives int64[T], which is not known when weights are loaded"),
        (new CallWhere(Functions.ScaleRows, ""), ["float[3]", "float[3, 2]"], "callwhere: the mask is float, not bool"),
        (new CallWhere(Functions.ScaleRows, ""), ["bool[3]", "float[4, 2]"], "callwhere: [4, 2] does not begin with the rows [3] of the mask"),
        (new CallWhere(Functions.ScaleRows, ""), ["bool[3]", "float[3, 4]"], "callwhere: ScaleRows takes float[rows, 2] as 'x0', not float[rows, 4]"),
        (new CallWhere(Functions.Scale, ""), ["bool[3]", "float[2]"], "callwhere: Scale gives float[2], which has no rows"),
        (Decay(3), ["float[2]"], "scan: takes 2 operands, not 1"),
        (Decay(3), ["float[2]", "float[2, 4]"], "scan: axis 1 of [2, 4] is not the 3 that the scan runs along"),
        (Decay(3), ["float[2]", "float[2]"], "scan: [2] has no axis 1"),
        (Decay(3), ["float[2]", "float[4, 3]"], "scan: Decay takes float[2] as 'x1', not float[4]"),
        (Decay(3), ["float[3]", "float[2, 3]"], "scan: Decay takes float[2] as 'x0', not float[3]"),
        (Decay(3) with { Outputs = new([0]) }, ["float[2]", "float[2, 3]"], "scan: Decay gives 1 results, not 1 states and 1 outputs"),
        (new Scan(Functions.Scale, "", 3, new([]), new([0]), new([2]), IsReversed: false), ["float[3, 2]"], "scan: [2] cannot be stacked at axis 2"),
        (new Scan(Functions.Make("Widen", ["float[2]"], x => [Functions.Apply(new Concat(0), x[0], x[0])]), "", 3, new(["s"]), new([]), new([]), IsReversed: false), ["float[2]"],
            "scan: state 's' starts as float[2] and goes on as float[4]"),
        (Delta, ["float[B, 4, 8, 16]", "float[B, T, 4, 1, 1]"], "linearscan: takes 5 to 6 operands, not 2"),
        (Delta with { Writes = 0 }, [.. Given()], "linearscan: a step cannot have 0 writes"),
        (Delta, [.. Given(start: "int64[B, 4, 8, 16]")], "linearscan: is not defined for int64, float, float, float, float, float"),
        (Delta, [.. Given(start: "float[4, 8, 16]")], "linearscan: the start is [4, 8, 16], which are not B times 4 states"),
        (Delta, [.. Given(decay: "float[B, T, 4, 8]")], "linearscan: the decay is [B, T, 4, 8], not [B, T, 4, 8 or 1, 16 or 1]"),
        (Delta, [.. Given(decay: "float[B, T, 1, 1, 1]")], "linearscan: the decay is [B, T, 1, 1, 1], not [B, T, 4, 8 or 1, 16 or 1]"),
        (Delta, [.. Given(write: "float[B, T, 2, 8]")], "linearscan: the writes are [B, T, 2, 8], not [B, 2 * T, heads, 8]"),
        (Delta, [.. Given(write: "float[B, 2 * T, 3, 8]")], "linearscan: 4 states don't share 3 writes evenly"),
        (Delta, [.. Given(value: "float[B, 2 * T, 4, 8]")], "linearscan: the values are [B, 2 * T, 4, 8], not [B, 2 * T, heads, 16]"),
        (Delta, [.. Given(read: "float[B, T, 6, 8]")], "linearscan: 6 reads don't share 4 states evenly"),
        (Delta, [.. Given(erase: "float[B, 2 * T, 8, 8]")], "linearscan: 4 states don't share 8 erased keys evenly"),
        (Diagonal, ["float[B, 8]", "float[B, T, 8]"], "diagonalscan: takes 3 operands, not 2"),
        (Diagonal, ["bool[B, 8]", "bool[B, T, 8]", "bool[B, T, 8]"], "diagonalscan: is not defined for bool, bool, bool"),
        (Diagonal, ["float[B, 8]", "float[B, T, 8]", "float[B, S, 8]"], "diagonalscan: axis 1 of [B, S, 8] is not the T that the scan runs along"),
        (Diagonal, ["float[B, 8]", "float[T, 8]", "float[B, T, 8]"], "diagonalscan: the decay is [T, 8], but the input [B, T, 8]"),
        (Diagonal, ["float[8]", "float[B, T, 8]", "float[B, T, 8]"], "diagonalscan: the start is [8], but a step of [B, T, 8] is [B, 8]"),
    ];

    public static TheoryData<int> AcceptedCases => [.. Enumerable.Range(0, Accepted.Length)];

    public static TheoryData<string> RefusedReasons => [.. Refused.Select(c => c.Reason)];

    [Theory]
    [MemberData(nameof(AcceptedCases))]
    public void Infers_the_type_over_symbols(int index)
    {
        var (op, operands, expected) = Accepted[index];
        op.Infer(operands.Select(TypeOf).ToList()).ShouldBe([TypeOf(expected)]);
    }

    [Theory]
    [InlineData("float[B, T, 4, 8, 1]", 2, "float[B, T, 4, 16]")]
    [InlineData("float[B, T, 4, 1, 16]", 12, "float[B, T, 12, 16]")]
    public void A_linear_scan_gives_its_states_and_what_is_read(string decay, int reads, string output) =>
        Delta.Infer([.. Given(decay: decay, read: $"float[B, T, {reads}, 8]").Select(TypeOf)]).ShouldBe([TypeOf("float[B, 4, 8, 16]"), TypeOf(output)]);

    [Fact]
    public void A_diagonal_scan_gives_its_last_state_and_all() =>
        Diagonal.Infer([TypeOf("float[B, 8]"), TypeOf("float[B, T, 8]"), TypeOf("float[B, T, 8]")]).ShouldBe([TypeOf("float[B, 8]"), TypeOf("float[B, T, 8]")]);

    [Theory]
    [MemberData(nameof(RefusedReasons))]
    public void Refuses_operands_that_do_not_fit(string reason)
    {
        var (op, operands, _) = Refused.Single(c => c.Reason == reason);
        Should.Throw<GraphException>(() => op.Infer(operands.Select(TypeOf).ToList())).Message.ShouldBe(reason);
    }

    [Fact]
    public void Every_operator_refuses_something() => OperatorTypes.All.Except(Refused.Select(c => c.Operator.GetType())).ShouldBeEmpty();

    private static LinearScan Delta => new("s", Dim.Symbol("T"), Writes: 2, IsReversed: false);

    private static DiagonalScan Diagonal => new("h", Dim.Symbol("T"), 1, IsReversed: false);

    private static string[] Given(
        string start = "float[B, 4, 8, 16]", string decay = "float[B, T, 4, 1, 1]", string write = "float[B, 2 * T, 2, 8]",
        string value = "float[B, 2 * T, 4, 16]", string read = "float[B, T, 4, 8]", string erase = "float[B, 2 * T, 1, 8]") =>
        [start, decay, write, value, read, erase];

    private static Scan Decay(Dim length) => new(Functions.Decay, "", length, new(["s"]), new([1]), new([]), IsReversed: false);
}
