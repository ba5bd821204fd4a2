using System.Globalization;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.OnnxRuntime;
using static Modelwright.Onnx.Tests.GraphBuilder;
using GraphElement = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Onnx.Tests;

/// <summary>Every operator on random tensors of several sizes: ONNX Runtime against the reference.</summary>
public class OperatorTests
{
    private static readonly Dim S = Dim.Symbol("S");

    private static readonly (string Name, Operator Operator, Operand[] Operands)[] Cases =
    [
        ("constant", new Constant(new TensorType(GraphElement.Float32, 2, 2), new([1, -2, 0.5, double.NegativeInfinity])), [Float(T)]),
        ("constant of bools", new Constant(new TensorType(GraphElement.Bool, 3), new([1, 0, 1])), [Float(T)]),
        ("parameter", new LoadParameter("w", new TensorType(GraphElement.Float32, 2, 3)), [Float(T)]),
        ("stack", new LoadStack(new([new("w", new TensorType(GraphElement.Float32, 2, 3)), new("w", new TensorType(GraphElement.Float32, 2, 3))]), 3), [Float(T)]),
        ("iota", new Iota(T), [Float(B, T)]),
        ("iota of a sum", new Iota((2 * T) + 1), [Float(B, T)]),
        ("iota of a floor", new Iota(Dim.FloorDivide(T + 1, 2)), [Float(B, T)]),
        ("iota of a constant", new Iota(5), [Float(T)]),

        ("neg", new Neg(), [Float(B, T)]),
        ("neg of integers", new Neg(), [Int(B, T)]),
        ("abs", new Abs(), [Float(B, T)]),
        ("abs of integers", new Abs(), [Int(B, T)]),
        ("sqrt", new Sqrt(), [Float(B, T).Within(0, 4)]),
        ("rsqrt", new Rsqrt(), [Float(B, T).Within(0.1, 4)]),
        ("exp", new Exp(), [Float(B, T)]),
        ("log", new Log(), [Float(B, T).Within(0.1, 4)]),
        ("sin", new Sin(), [Float(B, T)]),
        ("cos", new Cos(), [Float(B, T)]),
        ("atan", new Atan(), [Float(B, T)]),
        ("tanh", new Tanh(), [Float(B, T)]),
        ("sigmoid", new Sigmoid(), [Float(B, T)]),
        ("erf", new Erf(), [Float(B, T)]),
        ("floor", new Floor(), [Float(B, T)]),
        ("not", new Not(), [Bool(B, T)]),
        ("cast to integers", new Cast(GraphElement.Int64), [Float(B, T).Within(-9, 9)]),
        ("cast to small integers", new Cast(GraphElement.Int8), [Int(B, T)]),
        ("cast to bool", new Cast(GraphElement.Bool), [Int(B, T).Within(0, 1)]),
        ("cast to float", new Cast(GraphElement.Float32), [Bool(B, T)]),

        ("add", new Add(), [Float(B, T, 4), Float(4)]),
        ("add of integers", new Add(), [Int(B, T), Int(T)]),
        ("sub", new Sub(), [Float(B, 1), Float(1, T)]),
        ("mul", new Mul(), [Float(B, T), Float()]),
        ("div", new Div(), [Float(B, T), Float(B, T).Within(0.5, 2)]),
        ("pow", new Pow(), [Float(B, T).Within(0.1, 2), Float(B, T)]),
        ("pow of integers", new Pow(), [Int(B, T), Int(B, T).Within(0, 3)]),
        ("min", new Min(), [Float(B, T), Float(T)]),
        ("max", new Max(), [Float(B, T), Float(T)]),
        ("min of integers", new Min(), [Int(B, T), Int(T)]),
        ("max of integers", new Max(), [Int(B, T), Int(T)]),
        ("floordiv", new FloorDiv(), [Int(B, T), Int(B, T).WithoutZero()]),
        ("floordiv of floats", new FloorDiv(), [Float(B, T).Within(-9, 9), Float(B, T).Within(0.5, 2)]),
        ("mod", new Mod(), [Int(B, T), Int(B, T).WithoutZero()]),
        ("mod of floats", new Mod(), [Float(B, T).Within(-9, 9), Float(B, T).Within(0.5, 2)]),
        ("less", new Less(), [Float(B, T), Float(T)]),
        ("less of integers", new Less(), [Int(B, T), Int(T)]),
        ("lessorequal", new LessOrEqual(), [Int(1, T.Past), Int(T, 1)]),
        ("equal", new Equal(), [Int(B, T), Int(T)]),
        ("equal of floats", new Equal(), [Float(B, T), Float(T)]),
        ("equal of bools", new Equal(), [Bool(B, T), Bool(T)]),
        ("and", new And(), [Bool(B, T), Bool(T)]),
        ("or", new Or(), [Bool(B, T), Bool(T)]),
        ("select", new Select(), [Bool(B, T, 1), Float(), Float(T, 4)]),
        ("select of integers", new Select(), [Bool(B, T), Int(B, T), Int(T)]),
        ("select of bools", new Select(), [Bool(B, T), Bool(B, T), Bool(T)]),

        ("reshape that splits", new Reshape(new Shape([B, T, 2, 3])), [Float(B, T, 6)]),
        ("reshape that joins", new Reshape(new Shape([B * T, 6])), [Float(B, T, 6)]),
        ("reshape of symbols", new Reshape(new Shape([2, B * T, 3])), [Float(B, T, 6)]),
        ("reshape that swaps", new Reshape(new Shape([T, B])), [Float(B, T)]),
        ("reshape to one", new Reshape(new Shape([B, 1, T, 1])), [Float(B, T)]),
        ("reshape of history", new Reshape(new Shape([B, T.Past, 2])), [Float(B, T.Past, 2, 1)]),
        ("transpose", new Transpose(new([2, 0, 1])), [Float(B, T, 4)]),
        ("slice", new Slice(2, 1, 2), [Float(B, T, 4)]),
        ("window", new Window(1, 2, 1), [Float(B, T, 4)]),
        ("window of integers", new Window(0, 0, 3), [Int(B, T)]),
        ("window of bools", new Window(1, 1, 0), [Bool(B, T)]),
        ("window of a symbol", new Window(1, T, Dim.FloorDivide(T, 2)), [Float(B, T)]),
        ("window with a state", new Window(1, 3, 0, "x"), [Float(B, T, 4)]),
        ("slide", new Slide(2, 3, 2, 1, 1, 0), [Float(B, T, 4)]),
        ("slide in strides", new Slide(1, Dim.FloorDivide(T + 1, 2), 1, 2, 1, 0), [Int(B, T)]),
        ("slide back", new Slide(2, 2, 3, 3, -2, 4), [Float(B, T, 8)]),
        ("slide over all", new Slide(1, 1, T, 1, 1, 0), [Bool(B, T)]),
        ("slice of a symbol", new Slice(1, Dim.FloorDivide(T, 2), T - Dim.FloorDivide(T, 2)), [Float(B, T)]),
        ("expand", new Expand(new Shape([3, B, T, 4])), [Float(B, 1, 4), Float(T)]),
        ("expand of a scalar", new Expand(new Shape([B, T])), [Float(), Float(B, T)]),
        ("repeat", new Repeat(1, 3), [Float(B, T, 2)]),
        ("repeat by a symbol", new Repeat(0, T), [Float(B, T)]),
        ("concat", new Concat(1), [Float(B, T), Float(B, 2), Float(B, T)]),
        ("gather", new Gather(0), [Float(5, 3), Int(B, T).Within(0, 4)]),
        ("gather of an inner axis", new Gather(1), [Float(B, 5, 2), Int(T).Within(0, 4)]),
        ("gather of one", new Gather(0), [Bool(5, 2), Int().Within(0, 4)]),
        ("history", new History(1, "x"), [Float(B, T)]),

        .. Reductions(),
        ("argmax", new ArgMax(1), [Float(B, 5, T)]),
        ("take along an axis", new TakeAlong(1), [Float(B, 5, T), Int(B, 2, 1).Within(0, 4)]),
        ("take along the first axis", new TakeAlong(0), [Float(3, B, T), Int(1, B, T).Within(0, 2)]),
        ("topk", new TopK(1, 2), [Float(B, 5, T)]),
        ("topk along a symbol", new TopK(1, 4), [Float(B, T)]),
        ("topk in a mask", new TopK(2, 2), [Float(B, T, 4), Bool(T, 4)]),
        ("topk of integers in a mask", new TopK(1, 2), [Int(B, 5), Bool(5)]),
        ("argmax of integers", new ArgMax(1), [Int(B, 5)]),
        ("softmax", new Softmax(2), [Float(B, T, 4)]),
        ("softmax of an inner axis", new Softmax(1), [Float(B, T, 4)]),
        ("softmax in a mask", new Softmax(2), [Float(B, T, 4), Bool(T, 4)]),
        ("softmax in a mask along an inner axis", new Softmax(1), [Float(B, T, 4), Bool(B, 1, 4)]),
        ("cumsum", new CumSum(1), [Float(B, T, 4)]),
        ("cumsum of integers", new CumSum(0), [Int(B, T)]),

        ("einsum of a linear layer", new Einsum("btd,od->bto"), [Float(B, T, 4), Float(3, 4)]),
        ("einsum of a transposed linear layer", new Einsum("btd,do->bto"), [Float(B, T, 4), Float(4, 3)]),
        ("einsum with the weight first", new Einsum("od,btd->bto"), [Float(3, 4), Float(B, T, 4)]),
        ("einsum into another order", new Einsum("btd,od->obt"), [Float(B, T, 4), Float(3, 4)]),
        ("einsum with a summed axis inside", new Einsum("bdt,od->bto"), [Float(B, 4, T), Float(3, 4)]),
        ("einsum of a matrix and a vector", new Einsum("td,d->t"), [Float(T, 4), Float(4)]),
        ("einsum of a vector and a matrix", new Einsum("d,dbt->tb"), [Float(4), Float(4, B, T)]),
        ("einsum of two vectors", new Einsum("d,d->"), [Float(4), Float(4)]),
        ("einsum in batches", new Einsum("bthe,bshe->bhts"), [Float(B, T, 2, 4), Float(B, S, 2, 4)]),
        ("einsum in batches out of order", new Einsum("bhts,bshe->bthe"), [Float(B, 2, T, S), Float(B, S, 2, 4)]),
        ("einsum in batches of rows", new Einsum("bhk,bhkv->bhv"), [Float(B, 2, 4), Float(B, 2, 4, 3)]),
        ("einsum in batches of scalars", new Einsum("bd,bd->b"), [Float(B, T), Float(B, T)]),
        ("einsum with a vector", new Einsum("abk,k->ba"), [Float(B, T, 4), Float(4)]),
        ("einsum with many axes on both sides", new Einsum("abk,cdk->acbd"), [Float(B, 2, 4), Float(T, 3, 4)]),
        ("einsum over two axes", new Einsum("bthe,ohe->bto"), [Float(B, T, 2, 4), Float(3, 2, 4)]),
        ("einsum of an outer product", new Einsum("bi,bj->bij"), [Float(B, T), Float(B, 3)]),
        ("einsum with an axis of its own", new Einsum("bt,d->bd"), [Float(B, T), Float(3)]),
        ("pool", new Pool(), [Float(4), Float(3, B, T, 4), Float(3, B, T)]),
        ("pool of several lists", new Pool(), [Float(4), Float(3, T, 4), Float(3, T), Float(1, T, 4), Float(1, T)]),
        ("attention", new Attention(0.5, Causal: false), [Float(B, T, 2, 4), Float(B, S, 2, 4), Float(B, S, 2, 3)]),
        ("attention with shared heads", new Attention(0.5, Causal: false), [Float(B, T, 6, 4), Float(B, S, 2, 4), Float(B, S, 2, 3)]),
        ("attention, causal", new Attention(1, Causal: true), [Float(B, T, 2, 4), Float(B, T.Past, 2, 4), Float(B, T.Past, 2, 4)]),
        ("attention over a window", new Attention(1, Causal: true, Window: 2), [Float(B, T, 4, 4), Float(B, T.PastWithin(1), 2, 4), Float(B, T.PastWithin(1), 2, 4)]),
        ("attention with shared heads, causal", new Attention(1, Causal: true), [Float(B, T, 4, 4), Float(B, T.Past, 2, 4), Float(B, T.Past, 2, 4)]),
        ("attention with one key head, causal", new Attention(0.25, Causal: true), [Float(B, T, 4, 4), Float(B, T, 1, 4), Float(B, T, 1, 2)]),
        ("attention over other positions, causal", new Attention(1, Causal: true), [Float(B, T, 4, 4), Float(B, S, 2, 4), Float(B, S, 2, 4)]),

        ("call", new Call(Scale(), "layers.3"), [Float(B, T)]),
        ("call where", new CallWhere(ScaleRows(), "layers.3"), [Bool(B, T), Float(B, T, 3)]),
        ("prepare", new Prepare(Rate(), "layers.3"), [Float(B, T)]),
    ];

    // The reductions have no value over nothing; the products fail inside ONNX Runtime.
    private static readonly string[] NotOverNothing =
    [
        "Mean along the last axis", "Max along the last axis", "Min along the last axis", "LogSumExp along the last axis",
        "max of integers in a mask", "einsum of a vector and a matrix", "einsum of a matrix and a vector",
    ];

    private static readonly (int B, int T, int S)[] Sizes = [(2, 3, 5), (1, 1, 1), (3, 6, 2), (1, 4, 4)];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    public static TheoryData<string> NamesOverNothing => [.. Cases.Select(c => c.Name).Except(NotOverNothing)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_reference(string name) => ShouldAgree(name, OnnxExporter.PortableOpset, Sizes);

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_reference_at_the_oldest_opset(string name) => ShouldAgree(name, OnnxExporter.OldestOpset, Sizes);

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_reference_at_an_opset_with_attention(string name) => ShouldAgree(name, 23, Sizes);

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_reference_at_the_newest_opset(string name) => ShouldAgree(name, OnnxExporter.NewestOpset, Sizes);

    [Theory]
    [MemberData(nameof(NamesOverNothing))]
    public void Agrees_with_the_reference_over_an_empty_axis(string name) => ShouldAgree(name, OnnxExporter.PortableOpset, [(2, 0, 2)]);

    [Fact]
    public void Covers_every_operator() =>
        typeof(Operator).Assembly.GetTypes()
            .Where(t => typeof(Operator).IsAssignableFrom(t) && !t.IsAbstract)
            .Except(Cases.Select(c => c.Operator.GetType()))
            .ShouldBe([typeof(Argument), typeof(Scan), typeof(LinearScan), typeof(DiagonalScan)], ignoreOrder: true);

    private static void ShouldAgree(string name, int opset, (int B, int T, int S)[] sizes)
    {
        var (_, op, operands) = Cases.Single(c => c.Name == name);
        var graph = Model(op, operands);
        var stream = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(graph, opset), Weights, stream);
        using var runner = new OnnxModelRunner(stream.ToArray());

        foreach (var (b, t, s) in sizes)
        {
            var random = new Random(b);
            var inputs = operands.Select((o, i) => (o, i))
                .ToDictionary(x => $"x{x.i}", x => x.o.Draw(random, extent => (int)extent.Present.Evaluate(n => n switch { "B" => b, "T" => t, _ => s })));

            var expected = ReferenceRunner.Run(graph, inputs, Weights)["y"];
            var actual = runner.Run(inputs)["y"];

            actual.ElementType.ShouldBe(expected.ElementType);
            actual.Shape.ToArray().ShouldBe(expected.Shape.ToArray());
            ShouldAgree(actual, expected);
        }
    }

    private static IEnumerable<(string Name, Operator Operator, Operand[] Operands)> Reductions()
    {
        foreach (var kind in Enum.GetValues<ReduceKind>())
        {
            var x = kind is ReduceKind.Any or ReduceKind.All ? Bool(B, 3, T) : Float(B, 3, T);
            yield return ($"{kind}", new Reduce(kind, 1), [x]);
            yield return ($"{kind} along the last axis", new Reduce(kind, 2), [x]);

            // A column of the mask always holds: over nothing, most reductions have no value.
            var mask = Bool(3, 1).Within(kind is ReduceKind.Sum or ReduceKind.Prod or ReduceKind.Any or ReduceKind.All ? 0 : 1, 1);
            yield return ($"{kind} in a mask", new Reduce(kind, 1), [x, mask]);
        }

        yield return ("sum of integers in a mask", new Reduce(ReduceKind.Sum, 1), [Int(B, T), Bool(B, T)]);
        yield return ("max of integers in a mask", new Reduce(ReduceKind.Max, 1), [Int(B, T), Bool(T).Within(1, 1)]);
        yield return ("mean in a mask that broadcasts", new Reduce(ReduceKind.Mean, 1), [Float(B, T, 2), Bool(T, 1).Within(1, 1)]);
    }

    private static Function Rate()
    {
        var body = new GraphBuilder();
        return body.Function("Rate", body.Add("y", new Exp(), body.Parameter("w", new TensorType(GraphElement.Float32, 1))));
    }

    private static Function Scale()
    {
        var body = new GraphBuilder();
        var x = body.Input("x", Float(B, T).Type);
        var w = body.Parameter("w", new TensorType(GraphElement.Float32, 1));
        return body.Function("Scale", body.Add("y", new Mul(), x, w));
    }

    private static Function ScaleRows()
    {
        var body = new GraphBuilder();
        var x = body.Input("x", new TensorType(GraphElement.Float32, CallWhere.Rows, 3));
        var w = body.Parameter("w", new TensorType(GraphElement.Float32, 1));
        return body.Function("ScaleRows", body.Add("y", new Mul(), x, w));
    }

    /// <summary>The operator as a model; operands with history go through it, those beyond the operator's only tell sizes.</summary>
    private static ModelGraph Model(Operator op, Operand[] operands)
    {
        var graph = new GraphBuilder();
        var values = new List<Value>();
        for (var i = 0; i < operands.Length; i++)
        {
            var type = operands[i].Type;
            var value = graph.Input($"x{i}", new TensorType(type.Element, type.Shape.Present));
            for (var axis = 0; axis < type.Shape.Rank; axis++)
            {
                if (type.Shape[axis].IsPast)
                    value = graph.Add($"history{i}", new History(axis, $"x{i}"), value);
            }

            values.Add(value);
        }

        var taken = op switch
        {
            Constant or LoadParameter or LoadStack or Iota or Prepare => 0,
            Expand => 1,
            _ when operands.Length > 1 && op is Repeat => 1,
            _ => operands.Length,
        };
        return graph.Model(("y", graph.Add("y", op, [.. values.Take(taken)])));
    }

    private static TensorData Weights(string path) => path switch
    {
        "w" => TensorData.Of([1f, 2, 3, 4, 5, 6], 2, 3),
        "layers.3.w" => TensorData.Of([3f], 1),
        _ => throw new KeyNotFoundException(path),
    };

    private static void ShouldAgree(TensorData actual, TensorData expected)
    {
        var (a, e) = (Values(actual), Values(expected));
        for (var i = 0; i < e.Length; i++)
        {
            if (!a[i].Equals(e[i]) && !(Math.Abs(a[i] - e[i]) <= 1e-5 * (1 + Math.Abs(e[i]))))
                throw new ShouldAssertException(string.Create(CultureInfo.InvariantCulture, $"{a[i]} at {i} of {actual}, not {e[i]}"));
        }
    }

    private static double[] Values(TensorData tensor) => tensor.ElementType switch
    {
        ElementType.Float32 => Array.ConvertAll(tensor.Array<float>(), x => (double)x),
        ElementType.Int64 => Array.ConvertAll(tensor.Array<long>(), x => (double)x),
        ElementType.Int32 => Array.ConvertAll(tensor.Array<int>(), x => (double)x),
        ElementType.Int8 => Array.ConvertAll(tensor.Array<sbyte>(), x => (double)x),
        _ => Array.ConvertAll(tensor.Array<bool>(), x => x ? 1.0 : 0),
    };

    private static Operand Float(params Dim[] extents) => new(new TensorType(GraphElement.Float32, extents), -2, 2);

    private static Operand Int(params Dim[] extents) => new(new TensorType(GraphElement.Int64, extents), -5, 5);

    private static Operand Bool(params Dim[] extents) => new(new TensorType(GraphElement.Bool, extents), 0, 1);

    /// <summary>A type and the range of the values that stand in it.</summary>
    private sealed record Operand(TensorType Type, double Low, double High, bool HasZero = true)
    {
        public Operand Within(double low, double high) => this with { Low = low, High = high };

        public Operand WithoutZero() => this with { HasZero = false };

        public TensorData Draw(Random random, Func<Dim, int> size)
        {
            var shape = Type.Shape.Select(size).ToArray();
            var count = shape.Aggregate(1, (product, extent) => product * extent);
            return Type.Element switch
            {
                GraphElement.Float32 => TensorData.Of(Fill(() => (float)(Low + (random.NextDouble() * (High - Low)))), shape),
                GraphElement.Int64 => TensorData.Of(Fill(() => Whole()), shape),
                _ => TensorData.Of(Fill(() => Whole() != 0), shape),
            };

            T[] Fill<T>(Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

            long Whole()
            {
                var value = random.NextInt64((long)Low, (long)High + 1);
                return value != 0 || HasZero ? value : 1;
            }
        }
    }
}
