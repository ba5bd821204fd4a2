using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>A fresh axis of index notation. Its extent is settled before anything that depends on it is bound.</summary>
internal sealed class Axis(string name, TextSpan span, int order)
{
    public string Name { get; } = name;

    public TextSpan Span { get; } = span;

    /// <summary>Canonical position among the axes of one statement: outer axes first.</summary>
    public int Order { get; } = order;

    public Dim? Extent { get; set; }
}
