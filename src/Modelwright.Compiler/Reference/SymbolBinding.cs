using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Reference;

/// <summary>The numbers behind symbolic dimensions, found by laying declared shapes over actual ones.</summary>
internal sealed class SymbolBinding
{
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);
    private readonly List<(string Input, int Axis, Dim Extent, int Actual)> _open = [];

    /// <summary>The number behind a symbol; a history twin's is its symbol's.</summary>
    /// <exception cref="ArgumentException">No input has it as an extent.</exception>
    public long Value(string symbol) =>
        _values.TryGetValue(Dim.Symbol(symbol).Present.SymbolName!, out var value)
            ? value
            : throw new ArgumentException($"no input tells the size of the dimension '{symbol}'");

    /// <summary>Lays an input's declared shape over its actual one.</summary>
    /// <exception cref="ArgumentException">They don't fit.</exception>
    public void Unify(Port port, int[] actual)
    {
        var declared = port.Type.Shape;
        if (declared.Rank != actual.Length)
            throw new ArgumentException($"input '{port.Name}' has {actual.Length} axes, expected {declared.Rank}: {declared}");
        for (var axis = 0; axis < actual.Length; axis++)
        {
            if (declared[axis].SymbolName is { } symbol && !_values.ContainsKey(symbol))
                _values[symbol] = actual[axis];
            else
                _open.Add((port.Name, axis, declared[axis], actual[axis]));
        }
    }

    /// <summary>Compares every extent that did not bind a symbol.</summary>
    /// <exception cref="ArgumentException">One differs.</exception>
    public void Check()
    {
        foreach (var (input, axis, extent, actual) in _open)
        {
            var expected = extent.Evaluate(Value);
            if (actual != expected)
            {
                var reason = extent.IsConstant ? $"{expected}" : $"{extent} = {expected}";
                throw new ArgumentException($"input '{input}' has the size {actual} along axis {axis}, expected {reason}");
            }
        }
    }
}
