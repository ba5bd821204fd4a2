using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;
using Element = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Integration.Tests.Emission;

/// <summary>A graph of random operators whose values stay in [-2, 2] or so, so that single precision is enough.</summary>
internal sealed class RandomGraph
{
    private static readonly Dim[] Extents = [B, T, 1, 2, 3, 4, 6];

    private readonly FunctionBuilder _function = new();
    private readonly Random _random;
    private readonly List<Function> _functions;
    private readonly List<Value> _values = [];
    private readonly Value _weight;
    private readonly Value _indices;

    private RandomGraph(Random random, List<Function> functions, IEnumerable<(string Name, TensorType Type)> inputs)
    {
        (_random, _functions) = (random, functions);
        _values.AddRange(inputs.Select(input => _function.Input(input.Name, input.Type)));
        _indices = _function.Input("indices", Int(B, T));
        _weight = _function.Parameter("w", 4, 3);
        _values.Add(_weight);
    }

    public static ModelGraph Of(int seed)
    {
        var (random, functions) = (new Random(seed), new List<Function>());
        var graph = new RandomGraph(random, functions, Enumerable.Range(0, 3).Select(i => ($"x{i}", Float([B, T, .. Shape(random).Skip(2)]))));
        graph.Grow(random.Next(4, 18));
        functions.Add(graph._function.Build("Main", graph.Results()));
        return Model(null, [.. functions]);
    }

    private void Grow(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            if (_random.Next(10) == 0 && _values.Exists(v => v.Shape.Rank > 0))
                _values.AddRange(Scan($"scan.{i}", steps / 3));
            else if (_random.Next(10) == 0 && _values.Exists(v => v.Shape.Rank is > 0 and < 5))
                _values.AddRange(Recurrence($"state.{i}"));
            else
                _values.Add(Step());
        }
    }

    private Value[] Results() => [.. _values.Where(v => v != _weight && _random.Next(5) == 0).Append(_values[^1]).Distinct()];

    /// <summary>A scan along some axis; what is in its step is as random as what is around it.</summary>
    private IReadOnlyList<Value> Scan(string path, int steps)
    {
        var length = Choose([.. Choose([.. _values.Where(v => v.Shape.Rank > 0)]).Shape]);
        List<Value> sequences = [.. _values.Where(v => v.Shape.Contains(length)).OrderBy(_ => _random.Next()).Take(2)];
        List<int> axes = [.. sequences.Select(s => s.Shape.ToList().FindIndex(extent => extent.Equals(length)))];
        List<Value> starts = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Choose([.. _values.Where(v => v.Shape.Rank < 4)]))];
        var same = Pick();

        List<(string, TensorType)> inputs =
        [
            .. starts.Select((start, i) => ($"state{i}", start.Type)),
            .. sequences.Select((s, i) => ($"slice{i}", Float([.. s.Shape.Where((_, axis) => axis != axes[i])]))),
            ("same", same.Type),
        ];
        var inside = new RandomGraph(_random, _functions, inputs);
        inside.Grow(steps);
        List<Value> next = [.. starts.Select(start => inside.StateOf(start.Shape))];
        Value[] outputs = [.. inside.Results().Where(v => v.Shape.Rank < 5)];
        _functions.Add(inside._function.Build($"Step{_functions.Count}", [.. next, .. outputs]));
        var scan = new Scan(
            _functions[^1], path, length, new(starts.Select((_, i) => $"state{i}")), new(axes),
            new(outputs.Select(output => _random.Next(output.Shape.Rank + 1))), _random.Next(2) == 0);
        return _function.Invoke(scan, [.. starts, .. sequences, same, _indices]);
    }

    /// <summary>A recurrence that is one operator, along some axis of a value; a matrix state where the value has rows of heads.</summary>
    private Value[] Recurrence(string state)
    {
        var x = Choose([.. _values.Where(v => v.Shape.Rank is > 0 and < 5)]);
        var gate = _function.Add(new Sigmoid(), x);
        if (x.Shape.Rank < 4 || _random.Next(2) == 0)
        {
            var axis = _random.Next(x.Shape.Rank);
            var start = _function.Expand(_function.Scalar(0.5), [.. x.Shape.Where((_, i) => i != axis)]);
            return Bounded(_function.Invoke(new DiagonalScan(state, x.Shape[axis], axis, _random.Next(2) == 0), start, Choose(gate, _function.Expand(_function.Scalar(0.7), [.. x.Shape])), x));
        }

        var (batch, length, heads, width) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        Value[] decays =
        [
            _function.Expand(_function.Scalar(0.5), batch, length, heads, 1, 1), _function.Reshape(gate, batch, length, heads, width, 1), _function.Reshape(gate, batch, length, heads, 1, width),
        ];
        var small = _function.Mul(_function.Add(new Tanh(), x), _function.Scalar(0.1));
        Value[] erased = _random.Next(2) == 0 ? [small] : [];
        return Bounded(_function.Invoke(
            new LinearScan(state, length, 1, _random.Next(2) == 0), [_function.Expand(_function.Scalar(0.1), batch, heads, width, width), Choose(decays), small, gate, Choose(x, gate), .. erased]));

        Value[] Bounded(IReadOnlyList<Value> results) => [.. results.Select(result => _function.Add(new Tanh(), result))];
    }

    private Value StateOf(Shape shape) =>
        _function.Add(new Tanh(), _function.Expand(Choose([.. _values.Where(v => v.Shape.BroadcastsTo(shape)).TakeLast(4)]), [.. shape]));

    private static Dim[] Shape(Random random) => [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => Extents[random.Next(Extents.Length)])];

    private Value Pick() => _values[_random.Next(Math.Max(0, _values.Count - 6), _values.Count)];

    private Value Step()
    {
        var x = Pick();
        var rank = x.Shape.Rank;
        var axis = rank == 0 ? 0 : _random.Next(rank);
        switch (_random.Next(rank == 0 ? 3 : 22))
        {
            case 0:
                return _function.Add(Choose<Operator>(new Sin(), new Cos(), new Tanh(), new Sigmoid(), new Neg(), new Abs(), new Erf()), x);
            case 1:
                return _function.Mul(x, _function.Scalar(_random.NextDouble()));
            case 2:
                return Binary(x, Pick());
            case 3:
                return _function.Transpose(x, [.. Enumerable.Range(0, rank).OrderBy(_ => _random.Next())]);
            case 4 when rank > 1:
                var at = _random.Next(rank - 1);
                return _function.Reshape(x, [.. x.Shape.Take(at), x.Shape[at] * x.Shape[at + 1], .. x.Shape.Skip(at + 2)]);
            case 5 when x.Shape[axis].Value is 4 or 6:
                return _function.Reshape(x, [.. x.Shape.Take(axis), 2, x.Shape[axis].Value!.Value / 2, .. x.Shape.Skip(axis + 1)]);
            case 6 when x.Shape[axis].Value is > 1 and var extent:
                var start = _random.Next((int)extent);
                return _function.Add(new Slice(axis, start, extent - start), x);
            case 7 when rank < 5:
                return _function.Add(new Repeat(axis, 2), x);
            case 8 when rank < 5:
                return _function.Expand(x, [Choose<Dim>(2, T), .. x.Shape]);
            case 9:
                return _function.Add(new Concat(axis), Choose<Value[]>([x, x], [x, _function.Add(new Neg(), x), x], [x, _function.Add(new Cos(), x)]));
            case 10:
                return _function.Add(new Reduce(Choose(ReduceKind.Mean, ReduceKind.Max, ReduceKind.Min), axis), x);
            case 11:
                return _function.Add(new Softmax(axis), [x, .. _random.Next(2) == 0 ? new[] { Mask(x) } : []]);
            case 12 when x.Shape[axis].Value is > 0 and var n:
                var indices = Enumerable.Range(0, (int)n).Select(i => (double)((i + (n / 2)) % n)).OrderBy(i => _random.Next(3) == 0 ? i : 0).ToArray();
                var constant = _function.Add(new Constant(Int(n), new EquatableList<double>(indices)));
                return rank % 2 == 1
                    ? _function.Add(new Gather(axis), x, constant)
                    : _function.Add(new TakeAlong(axis), x, _function.Reshape(constant, [.. x.Shape.Select((_, i) => i == axis ? (Dim)n : Dim.One)]));
            case 13:
                return _function.Add(new Select(), Mask(x), x, _function.Scalar(0.25));
            case 14:
                return Norm(x);
            case 15:
                return Product(x, axis);
            case 16 when x.Shape[axis].Value is 4 or 6 && rank < 5:
                return _function.Add(new Gather(axis), x, Indices());
            case 17 when x.Shape[axis].IsConstant:
                return _function.Mul(_function.Add(new CumSum(axis), x), _function.Scalar(0.2));
            case 18 when x.Shape[axis].Value is 4:
                return _function.Add(new Tanh(), WeightProduct(x, axis));
            case 19 when rank < 5:
                var (before, after) = (_random.Next(3), _random.Next(3));
                var window = _function.Add(new Window(axis, before, after), x);
                return _function.Add(Choose<Operator>(new Slide(axis, x.Shape[axis], 1 + before + after, 1, 1, 0), new Slice(axis, before + after, x.Shape[axis])), window);
            case 20 when rank < 5 && x.Shape[axis].Value is 4 or 6:
                return _function.Add(Choose(new Slide(axis, 2, 2, 2, 1, 0), new Slide(axis, 2, 3, 1, -1, 2), new Slide(axis, 3, 1, 1, 1, 1)), x);
            default:
                return _function.Add(new Min(), _function.Mul(x, x), _function.Scalar(0.7));
        }
    }

    private Value Binary(Value a, Value b)
    {
        var fits = Broadcasting.Broadcast([a.Shape, b.Shape]) is not null;
        return _function.Add(Choose<Operator>(new Add(), new Sub(), new Mul(), new Min(), new Max()), a, fits ? b : a) is var sum && sum.Shape.Rank > 5 ? a : sum;
    }

    private Value Mask(Value x)
    {
        var indices = x.Shape.Rank == 0 ? null : _function.Add(new Iota(x.Shape[x.Shape.Rank - 1]));
        return _random.Next(3) switch
        {
            0 when indices is not null => _function.Add(new Less(), indices, _function.Scalar((long)_random.Next(4))),
            1 when x.Shape.Rank > 1 => _function.Add(new LessOrEqual(), indices!, _function.Reshape(_function.Add(new Iota(x.Shape[x.Shape.Rank - 2])), x.Shape[x.Shape.Rank - 2], 1)),
            _ => _function.Add(new Less(), x, _function.Scalar(0.3)),
        };
    }

    /// <summary>Integers from 0 to 3 of any shape.</summary>
    private Value Indices() => _random.Next(3) switch
    {
        0 => _indices,
        1 => _function.Transpose(_indices, 1, 0),
        _ => _function.Add(new Gather(1), _indices, _function.Add(new Constant(Int(2), new EquatableList<double>([0, 0])))),
    };

    private Value WeightProduct(Value x, int axis)
    {
        var letters = "abcdef"[..x.Shape.Rank];
        var summed = letters[axis];
        var output = _random.Next(2) == 0 ? letters.Replace(summed, 'z') : "z" + letters.Remove(axis, 1);
        return _random.Next(2) == 0
            ? _function.Add(new Einsum($"{letters},{summed}z->{output}"), x, _weight)
            : _function.Add(new Einsum($"z{summed},{letters}->{output}"), _function.Transpose(_weight, 1, 0), x);
    }

    private Value Norm(Value x)
    {
        var last = x.Shape.Rank - 1;
        var mean = _function.Add(new Reduce(ReduceKind.Mean, last), x);
        var centred = _function.Add(new Sub(), x, _function.Reshape(mean, [.. x.Shape.Take(last), 1]));
        var variance = _function.Add(new Reduce(ReduceKind.Mean, last), _function.Mul(centred, centred));
        var scale = _function.Add(new Rsqrt(), _function.Add(new Add(), variance, _function.Scalar(0.5)));
        return _function.Mul(centred, _function.Reshape(scale, [.. x.Shape.Take(last), 1]));
    }

    private Value Product(Value x, int axis)
    {
        var letters = "abcdef"[..x.Shape.Rank];
        var summed = letters[axis];
        var others = _random.Next(2) == 0 ? "z" : letters.Remove(axis, 1)[..Math.Min(1, x.Shape.Rank - 1)] + "z";
        var extents = letters.Zip(x.Shape).ToDictionary(p => p.First, p => p.Second);
        extents['z'] = 3;
        var right = summed + others;
        Value y = _function.Add(new Sin(), _function.Add(new Cast(Element.Float32), _function.Add(new Iota(extents[summed]))));
        y = _function.Expand(_function.Reshape(y, [extents[summed], .. others.Select(_ => Dim.One)]), [.. right.Select(c => extents[c])]);
        var product = _function.Add(new Einsum($"{letters},{right}->{letters.Remove(axis, 1)}z"), x, y);
        return _function.Add(new Tanh(), product);
    }

    private T Choose<T>(params T[] options) => options[_random.Next(options.Length)];
}
