using System.Reflection;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Std;

/// <summary>The standard library: the embedded <c>*.model</c> files beside this one, parsed once.</summary>
public static class StandardLibrary
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Parsed = new(Load);

    /// <summary>The parsed files, in order of their names.</summary>
    public static IReadOnlyList<SourceFile> Files => Parsed.Value;

    /// <summary>Whether a text is the library's.</summary>
    public static bool Contains(SourceText source) => Files.Any(file => file.Source == source);

    private static IReadOnlyList<SourceFile> Load()
    {
        var assembly = typeof(StandardLibrary).GetTypeInfo().Assembly;
        var files = new List<SourceFile>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".model", StringComparison.Ordinal)).OrderBy(n => n, StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var diagnostics = new DiagnosticBag();
            files.Add(Parser.Parse(new SourceText(name, reader.ReadToEnd()), diagnostics));
            if (diagnostics.HasErrors)
                throw new InvalidOperationException(diagnostics.Items[0].ToString());
        }

        return files;
    }
}
