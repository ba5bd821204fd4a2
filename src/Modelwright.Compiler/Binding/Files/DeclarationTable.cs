using Modelwright.Compiler.Binding.Names;
using Modelwright.Compiler.Std;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Files;

/// <summary>The declarations that a file sees: its own, those it imports, and the standard library, nearest first.</summary>
internal sealed class DeclarationTable
{
    private readonly Dictionary<string, (Declaration Declaration, SourceText Source)> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Declaration Declaration, SourceText Source)> _library = new(StringComparer.Ordinal);

    /// <summary>Every name, for suggestions.</summary>
    public IEnumerable<string> Names => _names.Keys.Union(StandardLibrary.Names);

    /// <summary>What misspelt names may have meant.</summary>
    public Suggestions Suggestions { get; } = new();

    /// <summary>Adds a file's declarations behind those already there, before the standard library's; reports names that one file declares twice.</summary>
    public void Add(SourceFile file, DiagnosticBag diagnostics)
    {
        var own = new Dictionary<string, Declaration>(StringComparer.Ordinal);
        foreach (var declaration in file.Declarations.Where(d => d is not MappingDeclaration))
        {
            if (own.TryGetValue(declaration.Name.Text, out var first))
            {
                diagnostics.Report(
                    Diagnostics.DuplicateName, new Location(file.Source, declaration.Name.Span), $"'{declaration.Name.Text}' is declared twice",
                    new DiagnosticNote(new Location(file.Source, first.Name.Span), "the first declaration"));
                continue;
            }

            own.Add(declaration.Name.Text, declaration);
            if (!_names.ContainsKey(declaration.Name.Text))
                _names.Add(declaration.Name.Text, (declaration.WithImplicitParameters(), file.Source));
        }
    }

    /// <summary>What a name stands for, or null.</summary>
    public (Declaration Declaration, SourceText Source)? Find(string name)
    {
        if (_names.TryGetValue(name, out var found) || _library.TryGetValue(name, out found))
            return found;
        return StandardLibrary.Find(name) is var (declaration, source) ? _library[name] = (declaration.WithImplicitParameters(), source) : null;
    }
}
