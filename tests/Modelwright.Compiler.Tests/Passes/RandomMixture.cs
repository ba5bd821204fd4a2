using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

/// <summary>Experts of random bodies behind random choices: by a domain, a condition, a factor or an index.</summary>
internal sealed class RandomMixture(int seed)
{
    private const int Width = 16;

    private readonly Random _random = new(seed);
    private readonly FunctionBuilder _f = new();

    public ModelGraph Build()
    {
        var x = _f.Input("x", Float(B, T, Width));
        var gates = _f.Input("gates", Float(B, T, 3));
        List<Value> values = [x];
        for (var i = 0; i < 4; i++)
            values.Add(Choice(values, gates, $"layers.{i}"));
        return _f.Model([.. values.TakeLast(2).Select(v => _f.Add(new Tanh(), v))]);
    }

    private Value Choice(List<Value> values, Value gates, string path)
    {
        var x = values[Math.Max(_random.Next(values.Count), _random.Next(values.Count))];
        var experts = Enumerable.Range(0, 3).Select(i => Expert(x, $"{path}.experts.{i}")).ToList();
        var open = _f.Add(new Less(), _f.Scalar(_random.NextDouble() - 0.5), gates);
        var place = _random.Next(4);
        Value[] along = [.. experts.Select(e => _f.Reshape(e, [.. e.Shape.Take(place), 1, .. e.Shape.Skip(place)]))];
        var stacked = _f.Add(new Concat(place), along);
        var last = _f.Transpose(stacked, [.. Enumerable.Range(0, 4).Where(axis => axis != place), place]);
        switch (_random.Next(5))
        {
            case 0:
                var mask = _random.Next(2) == 0 ? open : _f.Add(new TopK(2, _random.Next(1, 3)), gates);
                return _f.Add(new Reduce(ReduceKind.Sum, 3), _f.Mul(_f.Reshape(gates, B, T, 1, 3), last), _f.Reshape(mask, B, T, 1, 3));
            case 1:
                var weights = _f.Add(new Softmax(2), gates, _f.Add(new TopK(2, 2), gates));
                return _f.Add(new Einsum("abcd,abd->abc"), last, weights);
            case 2:
                var kept = _f.Add(new Select(), open, gates, _f.Scalar(0.0));
                return _f.Sum(_f.Mul(last, _f.Reshape(kept, B, T, 1, 3)), 3);
            case 3:
                var first = _f.Add(new ArgMax(2), gates);
                return _f.Reshape(_f.Add(new TakeAlong(3), last, _f.Reshape(first, B, T, 1, 1)), B, T, Width);
            default:
                var one = _f.Reshape(_f.Add(new Slice(2, _random.Next(3), 1), open), B, T, 1);
                var other = _f.Add(new Slice(2, _random.Next(3), 1), open);
                var rest = _f.Add(new Select(), _random.Next(2) == 0 ? other : _f.Add(new Not(), other), experts[1], experts[2]);
                return _f.Add(new Select(), one, experts[0], rest);
        }
    }

    private Value Expert(Value x, string path)
    {
        var y = _f.Add(new Einsum("abc,dc->abd"), x, _f.Parameter(path + ".up", 2 * Width, Width));
        for (var i = 0; i < _random.Next(4); i++)
        {
            y = _random.Next(7) switch
            {
                0 => _f.Add(new Softmax(2), y),
                1 => _f.Add(new Sub(), y, _f.Reshape(_f.Add(new Reduce(ReduceKind.Max, 2), y), B, T, 1)),
                2 => _f.Mul(y, _f.Parameter($"{path}.gain.{i}", 1, 2 * Width)),
                3 => _f.Reshape(_f.Transpose(_f.Reshape(y, B, T, 4, Width / 2), 0, 1, 3, 2), B, T, 2 * Width),
                4 => _f.Add(new Concat(2), _f.Add(new Slice(2, Width, Width), y), _f.Add(new Slice(2, 0, Width), y)),
                5 => _f.Add(new Add(), y, _f.Mul(y, _f.Add(new Sigmoid(), y))),
                _ => _f.Add(new Tanh(), y),
            };
        }

        return _f.Add(new Einsum("abc,dc->abd"), y, _f.Parameter(path + ".down", Width, 2 * Width));
    }
}
