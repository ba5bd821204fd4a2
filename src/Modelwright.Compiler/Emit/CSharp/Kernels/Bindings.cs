using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>The variables behind the elements of one tensor, equal everywhere in its loops.</summary>
internal sealed class Bindings
{
    private readonly List<CheckedIndex> _indices = [];
    private readonly List<Node> _folds = [];
    private readonly Dictionary<Element, string> _names = [];

    /// <summary>Every checked index, each after those it depends on.</summary>
    public IReadOnlyList<CheckedIndex> Indices => _indices;

    /// <summary>The variable of an index that is checked against an extent.</summary>
    public string Check(Element index, Dim extent, Value indices, Value data)
    {
        if (_indices.FirstOrDefault(i => i.Index.Equals(index) && i.Extent.Equals(extent)) is { } known)
            return known.Variable;
        var variable = FormattableString.Invariant($"at{_indices.Count}");
        _indices.Add(new CheckedIndex(variable, index, extent, ValueNames.Of(indices), ValueNames.Of(data)));
        return variable;
    }

    /// <summary>What the variables of a reduction's loops begin with.</summary>
    public string FoldPrefix(Node node)
    {
        if (!_folds.Contains(node))
            _folds.Add(node);
        return FormattableString.Invariant($"r{_folds.IndexOf(node)}x");
    }

    /// <summary>Remembers what the user calls an element.</summary>
    public void Name(Element element, Value value)
    {
        if (value.Name is { } name && !_names.ContainsKey(element))
            _names[element] = name;
    }

    /// <summary>What the user calls an element, or null.</summary>
    public string? NameOf(Element element) => _names.TryGetValue(element, out var name) ? name : null;
}
