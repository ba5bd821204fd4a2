namespace Modelwright.Compiler.Binding.Names;

/// <summary>The names known at a place, in order. Leaving a scope takes back what was added in it, so that entering one costs nothing.</summary>
internal sealed class KnownNames
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _inOrder = [];

    /// <summary>Every name, the outermost first.</summary>
    public IEnumerable<string> All => _inOrder;

    public bool Contains(string name) => _known.Contains(name);

    public void Add(string name)
    {
        if (_known.Add(name))
            _inOrder.Add(name);
    }

    public void Add(IEnumerable<string> names)
    {
        foreach (var name in names)
            Add(name);
    }

    /// <summary>Does something, and forgets the names that it adds.</summary>
    public void InScope(Action action)
    {
        var count = _inOrder.Count;
        action();
        for (var i = count; i < _inOrder.Count; i++)
            _known.Remove(_inOrder[i]);
        _inOrder.RemoveRange(count, _inOrder.Count - count);
    }
}
