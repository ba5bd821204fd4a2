using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

/// <summary>Sound graphs without a purpose: views, arithmetic, sums of products, masks, calls and scans in any order.</summary>
internal sealed class RandomGraph(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<Function> _functions = [];
    private readonly List<Function> _blocks = [];

    public ModelGraph Build()
    {
        for (var i = 1; i <= _random.Next(3); i++)
        {
            _blocks.Add(BuildFunction($"Block_{i}", 8));
            _functions.Add(_blocks[^1]);
        }

        _functions.Add(BuildFunction("Main", 25));
        return Model(null, [.. _functions]);
    }

    private Function BuildFunction(string name, int nodes)
    {
        var f = new FunctionBuilder();
        List<Value> values =
        [
            f.Input("x", Float(B, T, 4)), f.Input("y", Float(T, 4)), f.Parameter("weight", 3, 4), f.Parameter("gain", 4),
            f.Scalar(2.0), f.Scalar(1.0), f.Scalar(0.0), f.Constant([4], 1, 2, 3, 4), f.Add(new Cast(ElementType.Float32), f.Add(new Iota(4))),
        ];
        for (var i = 0; i < nodes; i++)
        {
            if (_blocks.Count > 0 && _random.Next(8) == 0)
                values.AddRange(f.Call(Pick(_blocks), $"call.{i}", values[0], values[1]));
            else if (_random.Next(8) == 0)
                values.AddRange(Scan(f, values, $"scan.{i}", 10));
            else if (_random.Next(8) == 0)
                values.AddRange(Recurrence(f, values, $"state.{i}"));
            else
                values.Add(Step(f, values));
        }

        return f.Build(name, Unread(f, values));
    }

    // What nothing read is returned, bounded so that sums of it stay comparable.
    private static Value[] Unread(FunctionBuilder f, List<Value> values)
    {
        var read = new HashSet<Value>(values.SelectMany(v => v.Producer.Inputs));
        return [.. values.Where(v => !read.Contains(v)).Select(v => f.Add(new Tanh(), v))];
    }

    /// <summary>A scan along some axis with any values as its starts, sequences and operands that stay the same.</summary>
    private IReadOnlyList<Value> Scan(FunctionBuilder f, IReadOnlyList<Value> values, string path, int nodes)
    {
        var along = Pick([.. values.Where(v => v.Shape.Rank > 0)]);
        var length = Pick([.. along.Shape]);
        List<Value> sequences = [.. values.Where(v => v.Shape.Contains(length)).OrderBy(_ => _random.Next()).Take(_random.Next(1, 3))];
        List<Value> starts = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Pick([.. values.Where(v => v.Shape.Rank < 4)]))];
        List<Value> others = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(values))];
        List<int> axes = [.. sequences.Select(s => Pick([.. Enumerable.Range(0, s.Shape.Rank).Where(axis => s.Shape[axis].Equals(length))]))];

        var step = new FunctionBuilder();
        List<Value> states = [.. starts.Select((start, i) => step.Input($"state{i}", start.Type))];
        List<Value> inside =
        [
            .. states,
            .. sequences.Select((s, i) => step.Input($"slice{i}", Float([.. s.Shape.Where((_, axis) => axis != axes[i])]))),
            .. others.Select((other, i) => step.Input($"same{i}", other.Type)),
            step.Parameter("weight", 3, 4), step.Parameter("gain", 4), step.Scalar(0.5),
        ];
        for (var i = 0; i < nodes; i++)
        {
            if (nodes > 5 && _random.Next(12) == 0)
                inside.AddRange(Scan(step, inside, $"inner.{i}", nodes / 2));
            else
                inside.Add(Step(step, inside));
        }

        List<Value> next = [.. states.Select(state => step.Add(new Tanh(), step.Expand(Pick([.. inside.Where(v => v.Shape.BroadcastsTo(state.Shape)).TakeLast(6)]), [.. state.Shape])))];
        List<Value> outputs = [.. Unread(step, inside).Where(v => v.Shape.Rank < 5)];
        _functions.Add(step.Build($"Step_{_functions.Count}", [.. next, .. outputs]));
        var scan = new Scan(
            _functions[^1], path, length, new(starts.Select((_, i) => $"state{i}")), new(axes),
            new(outputs.Select(output => _random.Next(output.Shape.Rank + 1))), _random.Next(2) == 0);
        return f.Invoke(scan, [.. starts, .. sequences, .. others]);
    }

    /// <summary>A recurrence that is one operator, along some axis of a value; a matrix state where the value has rows of heads.</summary>
    private Value[] Recurrence(FunctionBuilder f, IReadOnlyList<Value> values, string state)
    {
        var x = Pick([.. values.Where(v => v.Shape.Rank is > 0 and < 5)]);
        var gate = f.Add(new Sigmoid(), x);
        if (x.Shape.Rank < 4 || _random.Next(2) == 0)
        {
            var axis = _random.Next(x.Shape.Rank);
            var start = f.Expand(f.Scalar(0.5), [.. x.Shape.Where((_, i) => i != axis)]);
            return Bounded(f.Invoke(new DiagonalScan(state, x.Shape[axis], axis, _random.Next(2) == 0), start, Pick<Value>([gate, f.Expand(f.Scalar(0.7), [.. x.Shape])]), x));
        }

        var (batch, length, heads, width) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        Value[] decays =
        [
            f.Expand(f.Scalar(0.5), batch, length, heads, 1, 1), f.Reshape(gate, batch, length, heads, width, 1), f.Reshape(gate, batch, length, heads, 1, width),
        ];
        var small = f.Mul(f.Add(new Tanh(), x), f.Scalar(0.1));
        Value[] erased = _random.Next(2) == 0 ? [small] : [];
        return Bounded(f.Invoke(
            new LinearScan(state, length, 1, _random.Next(2) == 0), [f.Expand(f.Scalar(0.1), batch, heads, width, width), Pick<Value>([.. decays]), small, gate, Pick<Value>([x, gate]), .. erased]));

        Value[] Bounded(IReadOnlyList<Value> results) => [.. results.Select(result => f.Add(new Tanh(), result))];
    }

    private Value Step(FunctionBuilder f, IReadOnlyList<Value> values)
    {
        // Recent values more often, so that chains grow.
        var x = values[Math.Max(_random.Next(values.Count), _random.Next(values.Count))];
        var axis = x.Shape.Rank == 0 ? -1 : _random.Next(x.Shape.Rank);
        switch (_random.Next(24))
        {
            case 0 when axis >= 0:
                return f.Transpose(x, [.. Enumerable.Range(0, x.Shape.Rank).OrderBy(_ => _random.Next())]);
            case 1 when x.Shape.Rank < 5:
                var longer = x.Shape.ToList();
                longer.Insert(_random.Next(longer.Count + 1), 1);
                return f.Reshape(x, [.. longer]);
            case 2 when x.Shape.Any(d => d.Equals(Dim.One)):
                var unit = x.Shape.ToList().IndexOf(Dim.One);
                return _random.Next(2) == 0
                    ? f.Reshape(x, [.. x.Shape.Where((_, i) => i != unit)])
                    : f.Expand(x, [.. x.Shape.With(unit, _random.Next(1, 4))]);
            case 3 when axis >= 0 && x.Shape[axis].Value is > 1 and var extent:
                var start = _random.Next((int)extent);
                return f.Add(new Slice(axis, start, _random.Next(1, (int)extent - start + 1)), x);
            case 4 when axis >= 0 && x.Shape[axis].Value is < 6:
                return f.Add(new Repeat(axis, _random.Next(1, 4)), f.Add(new Repeat(_random.Next(x.Shape.Rank), 2), x));
            case 5 when axis >= 0:
                return f.Add(new Reduce(_random.Next(3) == 0 ? ReduceKind.Mean : ReduceKind.Sum, axis), x);
            case 6 when axis >= 0:
                return f.Add(new Softmax(axis), x);
            case 7 when axis >= 0:
                var mask = f.Add(new LessOrEqual(), f.Expand(Pick([f.Scalar(1.0), f.Scalar(0.0)]), [.. x.Shape]), Pick([x, f.Scalar(1.0)]));
                return _random.Next(2) == 0
                    ? f.Add(new Softmax(axis), x, mask)
                    : f.Add(new Cast(ElementType.Float32), f.Add(new TopK(axis, 2), [x, .. Pick<Value[]>([[], [mask]])]));
            case 8:
                return f.Add(Pick<Operator>([new Neg(), new Abs(), new Tanh(), new Sigmoid(), new Cast(ElementType.Float32)]), x);
            case 9:
                return f.Add(new Pow(), f.Add(new Tanh(), x), f.Scalar((double)_random.Next(3)));
            case 10:
                if (axis < 0 || !x.Shape[axis].IsConstant)
                    return f.Add(new Concat(Math.Max(axis, 0)), axis < 0 ? f.Reshape(x, 1) : x);
                var list = f.Add(new Concat(axis), [x, .. values.Where(v => v.Shape.Equals(x.Shape)).OrderBy(_ => _random.Next()).Take(_random.Next(3))]);
                return _random.Next(2) == 0 ? list : f.Add(new Sigmoid(), f.Sum(f.Mul(list, list), _random.Next(list.Shape.Rank)));
            case 11 when x.Shape.Rank < 5:
                return f.Expand(x, [2, .. x.Shape]);
            case 12 or 13 or 14 when axis >= 0 && x.Shape.Rank < 4 && x.Shape[axis].Value is { } length:
                // A sum over one axis of products with a table, aligned as index notation aligns operands.
                var table = f.Constant([3, length], [.. Enumerable.Range(0, 3 * (int)length).Select(_ => _random.NextDouble())]);
                var aligned = f.Reshape(table, [3, .. x.Shape.Select((d, i) => i == axis ? d : Dim.One)]);
                return f.Sum(f.Mul(Pick([x, f.Mul(x, f.Scalar(0.5)), f.Mul(f.Scalar(2.0), x)]), aligned), axis + 1);
            case 15 when axis >= 0:
                return f.Add(new CumSum(axis), x);
            case 16 when axis >= 0:
                return f.Add(new Cast(ElementType.Float32), f.Add(new ArgMax(axis), x));
            case 17 when axis >= 0 && x.Shape.Rank < 4 && x.Shape[axis].Value is > 1:
                var bits = f.Add(new Cast(ElementType.Int64), f.Add(new Less(), Pick([.. values.Where(v => v.Shape.Rank < 3)]), f.Scalar(0.0)));
                return f.Add(new Gather(axis), x, bits);
            case 18 when axis >= 0 && x.Shape[axis].Value is > 1:
                return f.Add(new TakeAlong(axis), x, f.Add(new Cast(ElementType.Int64), f.Add(new Less(), Pick([.. values.Where(v => v.Shape.Equals(x.Shape))]), f.Scalar(0.0))));
            case 19 when axis >= 0 && x.Shape.Rank < 5:
                var (before, after) = (_random.Next(3), _random.Next(3));
                var window = f.Add(new Window(axis, before, after), x);
                return f.Add(Pick<Operator>([new Slide(axis, x.Shape[axis], 1 + before + after, 1, 1, 0), new Slice(axis, before, x.Shape[axis])]), window);
            default:
                var partners = values.Where(y => Broadcasting.Broadcast([x.Shape, y.Shape]) is { Rank: < 6 }).ToList();
                var op = Pick<Operator>([new Mul(), new Mul(), new Mul(), new Add(), new Sub(), new Min()]);
                var product = f.Add(op, Pick(partners), x);
                return op is Mul && product.Shape.Rank > 0 && _random.Next(2) == 0 ? f.Sum(product, _random.Next(product.Shape.Rank)) : product;
        }
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
