using Modelwright.Compiler.Binding;
using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Names;
using Modelwright.Compiler.Binding.Mappings;
using Modelwright.Compiler.Binding.Warnings;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler;

/// <summary>Options of a compilation.</summary>
public sealed record CompileOptions
{
    /// <summary>Replaces the model's own constants by name; values as the language writes them (<c>8</c>, <c>1e-5</c>, <c>true</c>, <c>g2_value</c>).</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    /// <summary>Compile only this model; null compiles every model of the files.</summary>
    public string? Model { get; init; }

    /// <summary>The namespace of models whose file declares none; null leaves them without.</summary>
    public string? DefaultNamespace { get; init; }

    /// <summary>Finds the text of an imported file, given the importing file's path and the name written; null where there is none.</summary>
    public Func<string, string, SourceText?> Import { get; init; } = (_, _) => null;

    /// <summary>The names that a file, given its path, could import: what a misspelt one is compared with.</summary>
    public Func<string, IEnumerable<string>> Importable { get; init; } = _ => [];
}

/// <summary>What a compilation gives: every diagnostic, and the graph of each model if there is no error.</summary>
/// <param name="Models">Graphs as bound, before any pass.</param>
/// <param name="Diagnostics">Ordered by file and place.</param>
/// <param name="Sources">The files that were compiled and everything they import, std excluded.</param>
public sealed record CompilationResult(
    IReadOnlyList<ModelGraph> Models, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<SourceText> Sources)
{
    /// <summary>Whether there is an error.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Kind.Severity == Severity.Error);
}

/// <summary>From text to graphs; never throws on any text.</summary>
public static class ModelCompiler
{
    /// <summary>Compiles files.</summary>
    public static CompilationResult Compile(IReadOnlyList<SourceText> sources, CompileOptions options) =>
        FreshStack.Run(() => CompileHere(sources, options));

    private static CompilationResult CompileHere(IReadOnlyList<SourceText> sources, CompileOptions options)
    {
        var diagnostics = new DiagnosticBag();
        var files = new FileSet(options.Import, options.Importable, diagnostics);
        foreach (var source in sources)
            files.Add(source);

        foreach (var file in files.All)
        {
            var checker = new NameChecker(file.Source, files.DeclarationsOf(file.Source), diagnostics);
            foreach (var declaration in file.Declarations)
                checker.Check(declaration);
        }

        var models = new List<ModelGraph>();
        var budget = new BuildTimeBudget();
        var reached = new HashSet<(string Name, TextSpan Body)>();
        foreach (var file in files.All.Where(f => sources.Contains(f.Source)))
        {
            var declared = file.Declarations.OfType<CallableDeclaration>().Where(d => d.Kind == CallableKind.Model).ToList();
            var mappings = file.Declarations.OfType<MappingDeclaration>().ToList();
            var lines = new MappingLines();
            MappingBinder.CheckNames(file.Source, mappings, diagnostics);
            var bound = declared.Where(model => (options.Model is null || options.Model == model.Name.Text) && GoesOn())
                .Select(model => new ModelBinder(
                    model, file.Source, file.Namespace ?? options.DefaultNamespace, files.DeclarationsOf, diagnostics, mappings, lines, reached, budget).Bind(options.Constants))
                .ToList();
            models.AddRange(bound.OfType<ModelGraph>());
            // A line is for some model of the file; a model that was not bound may be the one.
            if (declared.Count > 0 && bound.OfType<ModelGraph>().Count() == declared.Count)
                lines.ReportUnused(file.Source, mappings, diagnostics);
        }

        foreach (var file in files.All)
        {
            foreach (var callable in file.Declarations.OfType<CallableDeclaration>().TakeWhile(_ => !diagnostics.IsFull))
            {
                if (callable.Kind is CallableKind.Block or CallableKind.Op && !reached.Contains((callable.Name.Text, callable.Body.Span)))
                    GenericCheck.Run(callable, file.Source, files.DeclarationsOf, diagnostics, budget);
            }

            foreach (var constant in file.Declarations.OfType<ConstantDeclaration>().Where(c => GoesOn() && !reached.Contains((c.Name.Text, c.Span))))
                GenericCheck.Run(constant, file.Source, files.DeclarationsOf, diagnostics, budget);
        }

        if (options.Model is { } wanted && !files.Models.Contains(wanted))
        {
            var near = Spelling.Closest(wanted, files.Models) is { } closest ? $"; did you mean '{closest}'?" : "";
            var known = files.Models.Count == 0 ? "there is none" : "there is " + string.Join(", ", files.Models);
            diagnostics.Report(Syntax.Diagnostics.UnknownModel, new Location(sources[0], default), $"no model is called '{wanted}': {known}{near}");
        }

        if (!diagnostics.HasErrors)
            WarningPass.Run(files, models, diagnostics, budget);
        var ordered = diagnostics.Items
            .Where(d => !diagnostics.HasErrors || d.Kind.Severity == Severity.Error)
            .OrderBy(d => sources.ToList().IndexOf(d.Location.Source))
            .ThenBy(d => d.Location.Source.Path, StringComparer.Ordinal)
            .ThenBy(d => d.Location.Span.Start)
            .ToList();
        return new CompilationResult(
            diagnostics.HasErrors ? [] : models, new Consequences(files.All, ordered).Remove().ToList(), files.Sources);

        // What would stop at its first step is not begun.
        bool GoesOn() => !budget.IsSpent && !diagnostics.IsFull;
    }
}
