using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Std;

/// <summary>A file of the standard library. What it declares is known at once; it is parsed when that is used.</summary>
/// <param name="source">Its text, in which a declaration begins a line.</param>
internal sealed class LibraryFile(SourceText source)
{
    private static readonly string[] Keywords = ["block ", "op ", "recurrence "];

    private readonly Lazy<SourceFile> _parsed = new(() => Parse(source));

    /// <summary>The text.</summary>
    public SourceText Source => source;

    /// <summary>The file.</summary>
    public SourceFile Parsed => _parsed.Value;

    /// <summary>The names that it declares, in order.</summary>
    public IEnumerable<string> Names =>
        from line in source.Text.Split('\n')
        from keyword in Keywords
        where line.StartsWith(keyword, StringComparison.Ordinal)
        select line.Substring(keyword.Length, line.IndexOf('(') - keyword.Length);

    private static SourceFile Parse(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        var file = Parser.Parse(source, diagnostics);
        return diagnostics.HasErrors ? throw new InvalidOperationException(diagnostics.Items[0].ToString()) : file;
    }
}
