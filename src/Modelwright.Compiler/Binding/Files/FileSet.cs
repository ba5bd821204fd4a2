using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Files;

/// <summary>The files of a compilation, each parsed once, with what each of them sees.</summary>
internal sealed class FileSet(
    Func<string, string, SourceText?> import, Func<string, IEnumerable<string>> importable, DiagnosticBag diagnostics)
{
    private const int MaximumFiles = 1000;
    private const int LongestChain = 64;

    private readonly Dictionary<string, SourceFile> _byPath = new(StringComparer.Ordinal);
    private readonly List<SourceFile> _files = [];
    private int _imported;
    private readonly Dictionary<SourceText, DeclarationTable> _tables = [];
    private readonly Dictionary<SourceFile, IReadOnlyList<(ImportSyntax Line, SourceFile File)>> _imports = [];

    /// <summary>Every file but the standard library's.</summary>
    public IReadOnlyList<SourceFile> All => _files;

    public IReadOnlyList<SourceText> Sources => _files.Select(f => f.Source).ToList();

    /// <summary>The names of the models.</summary>
    public IReadOnlyList<string> Models => _files
        .SelectMany(f => f.Declarations)
        .OfType<CallableDeclaration>()
        .Where(d => d.Kind == CallableKind.Model)
        .Select(d => d.Name.Text)
        .ToList();

    /// <summary>Parses a file and everything it imports.</summary>
    public SourceFile Add(SourceText source) => Add(source, []);

    /// <summary>A file's own declarations, those of the files it imports, and the standard library, nearest first.</summary>
    public DeclarationTable DeclarationsOf(SourceText source)
    {
        if (_tables.TryGetValue(source, out var table))
            return table;
        _tables[source] = table = new DeclarationTable();
        if (_files.FirstOrDefault(f => f.Source == source) is { } file)
        {
            table.Add(file, diagnostics);
            foreach (var imported in Reachable(file))
                table.Add(imported, diagnostics);
        }

        return table;
    }

    /// <summary>Each import of a file with the files that it brings in.</summary>
    public IEnumerable<(ImportSyntax Line, IReadOnlyList<SourceFile> Files)> ImportsOf(SourceFile file) =>
        _imports[file].Select(i => (i.Line, (IReadOnlyList<SourceFile>)[i.File, .. Reachable(i.File)]));

    private SourceFile Add(SourceText source, IReadOnlyList<string> chain)
    {
        if (_byPath.TryGetValue(source.Path, out var known))
            return known;
        var file = Parser.Parse(source, diagnostics);
        _byPath.Add(source.Path, file);
        _files.Add(file);
        var imports = new Dictionary<string, (ImportSyntax Line, SourceFile? File)>(StringComparer.Ordinal);
        foreach (var line in file.Imports)
        {
            if (import(source.Path, line.Target) is not { } target)
                Report(line, $"there is no file '{line.Target}' to import" + (Spelling.Closest(line.Target, importable(source.Path)) is { } near ? $"; did you mean '{near}'?" : ""));
            else if (imports.TryGetValue(target.Path, out var first))
                Report(line, $"'{line.Target}' is imported already", new DiagnosticNote(new Location(source, first.Line.Span), "the first import"));
            else if (target.Path == source.Path)
                Report(line, "a file does not import itself");
            else
                imports.Add(target.Path, (line, Imported(line, target)));
        }

        _imports[file] = imports.Values.Where(i => i.File is not null).Select(i => (i.Line, i.File!)).ToList();
        return file;

        SourceFile? Imported(ImportSyntax line, SourceText target)
        {
            if (!_byPath.ContainsKey(target.Path) && (chain.Count == LongestChain || _imported == MaximumFiles))
            {
                diagnostics.Report(Diagnostics.TooManyImports, new Location(source, line.Span), chain.Count == LongestChain
                    ? FormattableString.Invariant($"this is the end of a chain of more than {LongestChain} imports")
                    : FormattableString.Invariant($"more than {MaximumFiles} files are imported"));
                return null;
            }

            if (!chain.Contains(target.Path))
            {
                _imported += _byPath.ContainsKey(target.Path) ? 0 : 1;
                return Add(target, [.. chain, source.Path]);
            }

            Report(line, "this import leads back here: " + string.Join(" → ", [.. chain.SkipWhile(path => path != target.Path), source.Path, target.Path]));
            return null;
        }

        void Report(ImportSyntax line, string message, params DiagnosticNote[] notes) =>
            diagnostics.Report(Diagnostics.BadImport, new Location(source, line.Span), message, notes);
    }

    private IEnumerable<SourceFile> Reachable(SourceFile file)
    {
        var found = new List<SourceFile>();
        var open = new Queue<SourceFile>(_imports[file].Select(i => i.File));
        while (open.Count > 0)
        {
            var next = open.Dequeue();
            if (next == file || found.Contains(next))
                continue;
            found.Add(next);
            foreach (var further in _imports[next])
                open.Enqueue(further.File);
        }

        return found;
    }
}
