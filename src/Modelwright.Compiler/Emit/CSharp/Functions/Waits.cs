using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>
/// Where the workers of a call wait for one another: before a statement that reads what an earlier one has written, or writes what
/// an earlier one reads or writes, unless they have waited in between. What a tensor lies in counts as a whole, whichever worker has
/// which part of it.
/// </summary>
internal sealed class Waits
{
    private readonly Dictionary<Value, IReadOnlyList<Value>> _places = [];

    // Since workers waited last: what finished statements read and wrote, and whether a statement has done more than that.
    private readonly HashSet<Value> _read = [];
    private readonly HashSet<Value> _written = [];
    private bool _anything;
    private bool _settled;

    // The present statement's.
    private readonly HashSet<Value> _reads = [];
    private readonly HashSet<Value> _writes = [];

    /// <summary>Says that a tensor lies where others do, instead of in a place of its own.</summary>
    public void Place(Value value, params IEnumerable<Value> others) => _places[value] = others.SelectMany(PlacesOf).Distinct().ToList();

    /// <summary>The present statement reads a tensor.</summary>
    public void Read(Value value) => _reads.UnionWith(PlacesOf(value));

    /// <summary>The present statement writes a tensor.</summary>
    public void Write(Value value) => _writes.UnionWith(PlacesOf(value));

    /// <summary>The present statement ends with all waiting, but for what it does from here on.</summary>
    public void Settle()
    {
        Forget();
        _settled = true;
    }

    /// <summary>Forgets what the present statement does.</summary>
    public void Forget()
    {
        _reads.Clear();
        _writes.Clear();
    }

    /// <summary>Ends a statement.</summary>
    /// <param name="isCall">Whether it uses scratch that others use before and after it: nothing runs beside it.</param>
    /// <returns>Whether workers wait before it.</returns>
    public bool End(bool isCall)
    {
        var waits = _anything || _reads.Overlaps(_written) || _writes.Overlaps(_written) || _writes.Overlaps(_read) || (isCall && _read.Count + _written.Count > 0);
        if (waits)
        {
            _read.Clear();
            _written.Clear();
        }

        _anything = isCall && !_settled;
        _settled = false;
        _read.UnionWith(_reads);
        _written.UnionWith(_writes);
        Forget();
        return waits;
    }

    private IReadOnlyList<Value> PlacesOf(Value value) => _places.TryGetValue(value, out var places) ? places : [value];
}
