using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Lowering;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Warnings;

/// <summary>Says what is suspicious about files that compile. With an error there is no telling, so this runs only without.</summary>
internal static class WarningPass
{
    public static void Run(FileSet files, IReadOnlyList<ModelGraph> models, DiagnosticBag diagnostics, BuildTimeBudget budget)
    {
        foreach (var file in files.All)
        {
            var declarations = files.DeclarationsOf(file.Source);
            foreach (var callable in file.Declarations.OfType<CallableDeclaration>())
            {
                new UnusedNames(file.Source, diagnostics).Check(callable);
                new PrecisionTraps(file.Source, diagnostics).Check(callable);
                new SwappedArguments(file.Source, declarations, diagnostics).Check(callable);
                GenericCheck.FindAxesOfOne(callable, file.Source, files.DeclarationsOf, diagnostics, budget);
            }

            // A file that only imports passes on what it imports.
            if (file.Declarations.Count > 0)
                CheckImports(file, files, diagnostics);
        }

        // What nothing reads influences nothing; once in a declaration is enough.
        var declared = files.All.SelectMany(f => f.Declarations.OfType<CallableDeclaration>().Select(d => (f.Source, Declaration: d))).ToList();
        var unread = diagnostics.Items.Where(IsUnread).Select(d => At(d.Location)).ToList();
        foreach (var model in models)
        {
            var dead = new DeadParameters(model, diagnostics);
            if (!dead.CheckParameters(IsKnown) && At(model.Location) is { } declaration)
                dead.CheckInputs(declaration, IsKnown);
            RampCheck.Run(model, diagnostics);
        }

        bool IsKnown(Location place) => unread.Contains(At(place));

        CallableDeclaration? At(Location place) =>
            declared.FirstOrDefault(d => d.Source == place.Source && d.Declaration.Span.Start <= place.Span.Start && place.Span.Start <= d.Declaration.Span.End).Declaration;
    }

    private static bool IsUnread(Diagnostic diagnostic) =>
        diagnostic.Kind == Diagnostics.UnusedValue || diagnostic.Kind == Diagnostics.UnusedParameter || diagnostic.Kind == Diagnostics.UnusedInput;

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
