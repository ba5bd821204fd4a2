using System.Globalization;
using Modelwright.Compiler;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Generator.Stubs;

namespace Modelwright.Generator.Pipeline;

/// <summary>What a file becomes: a class for each of its models, and what there is to say about it.</summary>
internal sealed record Translation(EquatableList<GeneratedSource> Sources, EquatableList<ReportedDiagnostic> Diagnostics)
{
    public IEnumerable<ModelClass> Classes => Sources.Select(source => source.Class);

    /// <summary>Translates a file; whatever goes wrong becomes a diagnostic.</summary>
    public static Translation Of(CompilationUnit unit, string rootNamespace, CancellationToken cancellation)
    {
#pragma warning disable RS1035 // The culture of this thread is pinned here so that nothing below can depend on it.
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return Translate(unit, rootNamespace, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Translation(EquatableList<GeneratedSource>.Empty, new([ReportedDiagnostic.Of(e, Place.StartOf(unit.Main.Path))]));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
#pragma warning restore RS1035
    }

    private static Translation Translate(CompilationUnit unit, string rootNamespace, CancellationToken cancellation)
    {
        var texts = unit.Files.ToDictionary(file => file, file => new SourceText(file.Path, file.Text));
        var main = texts[unit.Main];
        var compilation = ModelCompiler.Compile([main], new CompileOptions
        {
            DefaultNamespace = rootNamespace.Length > 0 ? rootNamespace : null,
            Import = (importer, import) => unit.Find(importer, import) is { } file ? texts[file] : null,
            Importable = unit.Importable,
        });
        var diagnostics = compilation.Diagnostics.Select(ReportedDiagnostic.Of).ToList();
        var graphs = compilation.Models.ToDictionary(graph => graph.Name, StringComparer.Ordinal);
        var sources = new List<GeneratedSource>();

        var tree = Parser.Parse(main, new DiagnosticBag());
        var space = tree.Namespace ?? rootNamespace;
        foreach (var model in tree.Declarations.OfType<CallableDeclaration>().Where(d => d.Kind == CallableKind.Model))
        {
            cancellation.ThrowIfCancellationRequested();
            var place = Place.Of(new Location(main, model.Name.Span));
            var fullName = space.Length > 0 ? $"{space}.{model.Name.Text}" : model.Name.Text;
            sources.Add(new GeneratedSource(new ModelClass(fullName, place), Emit() ?? Stub.Of(model, space)));

            string? Emit()
            {
                try
                {
                    return graphs.TryGetValue(model.Name.Text, out var graph)
                        ? CSharpEmitter.Emit(PassPipeline.Run(graph), compilation.Sources)
                        : null;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    diagnostics.Add(ReportedDiagnostic.Of(e, place));
                    return null;
                }
            }
        }

        return new Translation(new(sources), new(diagnostics));
    }
}
