using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Warnings;

/// <summary>Says what is suspicious about files that compile. With an error there is no telling, so this runs only without.</summary>
internal static class WarningPass
{
    public static void Run(FileSet files, IReadOnlyList<ModelGraph> models, DiagnosticBag diagnostics)
    {
        foreach (var file in files.All)
        {
            var declarations = files.DeclarationsOf(file.Source);
            foreach (var callable in file.Declarations.OfType<CallableDeclaration>())
            {
                new UnusedNames(file.Source, diagnostics).Check(callable);
                new PrecisionTraps(file.Source, diagnostics).Check(callable);
                new SwappedArguments(file.Source, declarations, diagnostics).Check(callable);
            }

            // A file that only imports passes on what it imports.
            if (file.Declarations.Count > 0)
                CheckImports(file, files, diagnostics);
        }

        // What nothing reads influences nothing; once is enough.
        if (diagnostics.Items.Any(d => d.Kind == Diagnostics.UnusedValue || d.Kind == Diagnostics.UnusedParameter))
            return;
        foreach (var model in models)
            new DeadParameters(diagnostics).Check(model);
    }

    private static void CheckImports(SourceFile file, FileSet files, DiagnosticBag diagnostics)
    {
        foreach (var (line, imported) in files.ImportsOf(file))
        {
            var offered = new HashSet<string>(imported.SelectMany(f => f.Declarations).Select(d => d.Name.Text), StringComparer.Ordinal);
            if (offered.Count > 0 && !Words(file).Any(offered.Contains))
                diagnostics.Report(Diagnostics.UnusedImport, new Location(file.Source, line.Span), $"nothing of '{line.Target}' is used");
        }
    }

    private static IEnumerable<string> Words(SourceFile file) =>
        file.Declarations.SelectMany(Expressions).OfType<Expression>().SelectMany(SyntaxWalk.Reads);

    private static IEnumerable<Expression?> Expressions(Declaration declaration) => declaration switch
    {
        CallableDeclaration callable => callable.Parameters.SelectMany(p => SyntaxWalk.Extents(p.Type).Append(p.Default))
            .Concat(callable.Results.SelectMany(r => SyntaxWalk.Extents(r.Type)))
            .Concat(SyntaxWalk.Statements(callable.Body).SelectMany(SyntaxWalk.Own)),
        ConstantDeclaration constant => (constant.Binders ?? []).Select(b => b.Extent).Append(constant.Value),
        MappingDeclaration mapping => mapping.Entries.Select(e => e.Format),
        _ => [],
    };
}
