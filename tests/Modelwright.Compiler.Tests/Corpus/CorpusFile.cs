using System.Text;
using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Tests.Documentation;
using Modelwright.Testing;

namespace Modelwright.Compiler.Tests.Corpus;

/// <summary>
/// One file of the corpus: a short text as a user would write it, then, behind <c>//!</c>, everything the compiler says about it,
/// notes indented. A first line <c>//? constants: name=value</c> or <c>//? model: Name</c> gives options.
/// </summary>
internal sealed class CorpusFile
{
    private const string Mark = "//! ";

    private readonly string _options;

    private CorpusFile(string path)
    {
        Path = path;
        var lines = File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        Text = string.Join('\n', lines.TakeWhile(line => !line.StartsWith(Mark, StringComparison.Ordinal))).TrimEnd() + "\n";
        Expected = lines.Where(line => line.StartsWith(Mark, StringComparison.Ordinal)).Select(line => line[Mark.Length..]).ToList();
        _options = lines[0].StartsWith("//?", StringComparison.Ordinal) ? lines[0] : "";
    }

    public static string Root { get; } = System.IO.Path.Combine(Repository.Root, "tests", "Modelwright.Compiler.Tests", "Corpus");

    /// <summary>The files by room and name, such as <c>shapes/output</c>; those that others import are no files of their own.</summary>
    public static IReadOnlyList<string> Names { get; } = Directory.EnumerateFiles(Root, "*.model", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Root, System.IO.Path.ChangeExtension(file, null)).Replace('\\', '/'))
        .Where(name => !name.Contains("/shared/", StringComparison.Ordinal))
        .OrderBy(name => name, StringComparer.Ordinal).ToList();

    public string Path { get; }

    public string Text { get; }

    /// <summary>What the compiler should say.</summary>
    public IReadOnlyList<string> Expected { get; }

    public static CorpusFile Read(string name) => new(System.IO.Path.Combine(Root, name + ".model"));

    /// <summary>Compiles the file.</summary>
    public CompilationResult Compile() =>
        SampleOptions.Compile(new SourceText(NameOf(Path), Text), _options, SampleOptions.Parse(_options) with { Import = Import });

    /// <summary>What the compiler says, a line for each diagnostic and each of its notes.</summary>
    public static IEnumerable<string> Lines(CompilationResult result) => result.Diagnostics.SelectMany(d =>
        d.Notes.Select(note => $"  {note.Location}: note: {note.Message}").Prepend(d.ToString()));

    /// <summary>Writes what the compiler says as what it should say.</summary>
    public void Accept(IEnumerable<string> lines)
    {
        var text = new StringBuilder(Text).Append('\n');
        foreach (var line in lines)
            text.Append(Mark).Append(line).Append('\n');
        File.WriteAllText(Path, text.ToString());
    }

    private SourceText? Import(string importer, string target)
    {
        var file = System.IO.Path.Combine(Root, System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetDirectoryName(importer)!, target);
        return File.Exists(file) ? new SourceText(NameOf(file), File.ReadAllText(file)) : null;
    }

    /// <summary>The path as messages show it: relative to the folder of this file.</summary>
    private string NameOf(string file) => System.IO.Path.GetRelativePath(System.IO.Path.GetDirectoryName(Path)!, file).Replace('\\', '/');
}
