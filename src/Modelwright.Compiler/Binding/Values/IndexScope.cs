using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>The axes that index notation has bound at a place; a reduction opens an inner one.</summary>
internal sealed class IndexScope
{
    private readonly Dictionary<string, Axis> _axes = new(StringComparer.Ordinal);
    private readonly Counter _counter;

    public IndexScope(IndexScope? parent)
    {
        Parent = parent;
        _counter = parent?._counter ?? new Counter();
        Leading = parent?.Leading ?? new LeadingAxes();
    }

    public IndexScope? Parent { get; }

    /// <summary>What <c>...</c> stands for, the same in the whole statement.</summary>
    public LeadingAxes Leading { get; }

    /// <summary>The axes of this scope alone.</summary>
    public IEnumerable<Axis> Own => _axes.Values;

    public IEnumerable<string> Names => _axes.Keys.Concat(Parent?.Names ?? []);

    public Axis? Find(string name) => _axes.TryGetValue(name, out var axis) ? axis : Parent?.Find(name);

    public Axis? FindHere(string name) => _axes.TryGetValue(name, out var axis) ? axis : null;

    public Axis Add(string name, TextSpan span)
    {
        // Leading axes come first of all: they are created late but stand outermost.
        var axis = new Axis(name, span, _counter.Next());
        _axes.Add(name, axis);
        return axis;
    }

    private sealed class Counter
    {
        private int _next;

        public int Next() => _next++;
    }
}

/// <summary>The axes of <c>...</c>, known from the first read that has one.</summary>
internal sealed class LeadingAxes
{
    public IReadOnlyList<Axis>? Axes { get; private set; }

    /// <summary>Settles the axes from the extents of a read; false where they are settled otherwise already.</summary>
    public bool TrySettle(IReadOnlyList<Dim> extents, TextSpan span, int order)
    {
        Axes ??= extents.Select((extent, i) => new Axis("...", span, order - extents.Count + i) { Extent = extent }).ToList();
        return Axes.Select(a => a.Extent!).SequenceEqual(extents);
    }
}
