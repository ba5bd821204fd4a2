using System.Reflection;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Std;

/// <summary>The standard library: the embedded <c>*.model</c> files beside this one, each parsed once and only if it is used.</summary>
public static class StandardLibrary
{
    private static readonly Lazy<IReadOnlyList<LibraryFile>> Embedded = new(Load);
    private static readonly Lazy<Dictionary<string, LibraryFile>> Declaring = new(() =>
        Embedded.Value.SelectMany(file => file.Names.Select(name => (name, file))).ToDictionary(d => d.name, d => d.file, StringComparer.Ordinal));

    /// <summary>Every file, parsed, in order of their names.</summary>
    public static IReadOnlyList<SourceFile> Files => Embedded.Value.Select(file => file.Parsed).ToList();

    /// <summary>The names of everything that it declares.</summary>
    public static IEnumerable<string> Names => Declaring.Value.Keys;

    /// <summary>What it declares under a name, and where, or null.</summary>
    public static (Declaration Declaration, SourceText Source)? Find(string name) =>
        Declaring.Value.TryGetValue(name, out var file) ? (file.Parsed.Declarations.First(d => d.Name.Text == name), file.Source) : null;

    /// <summary>Whether a text is the library's.</summary>
    public static bool Contains(SourceText source) => Embedded.Value.Any(file => file.Source == source);

    private static IReadOnlyList<LibraryFile> Load()
    {
        var assembly = typeof(StandardLibrary).GetTypeInfo().Assembly;
        var files = new List<LibraryFile>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".model", StringComparison.Ordinal)).OrderBy(n => n, StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files.Add(new LibraryFile(new SourceText(name, reader.ReadToEnd())));
        }

        return files;
    }
}
