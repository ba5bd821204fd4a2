using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Text;

/// <summary>Extents and indices as C# expressions of type <c>int</c>.</summary>
internal static class DimText
{
    /// <summary>The expression, with names for the symbols that are no variables themselves.</summary>
    public static string Write(Dim dim, Func<string, string> name) =>
        dim.Format(symbol => name(symbol), (a, b) => $"({Grouped(a)} / {Grouped(b)})");

    /// <summary>Parentheses where an expression has an operator.</summary>
    public static string Grouped(string expression) => expression.Contains(' ') ? $"({expression})" : expression;
}
