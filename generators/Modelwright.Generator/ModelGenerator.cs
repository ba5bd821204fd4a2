using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Modelwright.Generator.Pipeline;

namespace Modelwright.Generator;

/// <summary>
/// Turns every <c>.model</c> file among a project's additional files into a C# class. A thin adapter: the work is
/// the compiler's; here stand only the steps of the pipeline, each with a name and a value that can be compared.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // The extension comes first: the text of anything else, such as a weights file, is never asked for.
        var files = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".model", StringComparison.OrdinalIgnoreCase))
            .Select(ModelFile.Read)
            .WithTrackingName(Steps.Files);

        var rootNamespace = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => options.GlobalOptions.TryGetValue("build_property.RootNamespace", out var name) ? name : "")
            .WithTrackingName(Steps.RootNamespace);

        var units = files.Combine(files.Collect())
            .Select(static (pair, _) => CompilationUnit.Gather(pair.Left, pair.Right))
            .WithTrackingName(Steps.Units);

        var translations = units.Combine(rootNamespace)
            .Select(static (pair, cancellation) => Translation.Of(pair.Left, pair.Right, cancellation))
            .WithTrackingName(Steps.Translations);

        var clashes = translations
            .SelectMany(static (translation, _) => translation.Classes)
            .Collect()
            .Select(static (classes, _) => ClassClash.Find(classes))
            .WithTrackingName(Steps.Clashes);

        var sources = translations
            .SelectMany(static (translation, _) => translation.Sources)
            .Combine(clashes)
            .Where(static pair => !pair.Right.Any(clash => clash.Drops(pair.Left.Class)))
            .Select(static (pair, _) => pair.Left)
            .WithTrackingName(Steps.Sources);

        // A mistake in an imported file is found from every file that imports it, and reported once.
        var diagnostics = translations
            .SelectMany(static (translation, _) => translation.Diagnostics)
            .Collect()
            .Combine(clashes)
            .SelectMany(static (pair, _) => pair.Left.Concat(pair.Right.Select(clash => clash.Report())).Distinct().ToImmutableArray())
            .WithTrackingName(Steps.Diagnostics);

        context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.HintName, source.Code));
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }
}
