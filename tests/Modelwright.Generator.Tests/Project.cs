using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Modelwright.Generator.Tests;

/// <summary>A C# project in memory with the generator at work on it.</summary>
internal sealed class Project
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly IReadOnlyList<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file
                && (file.StartsWith("System.", StringComparison.Ordinal) || file == "Modelwright.Runtime.dll"))
            .Select(path => MetadataReference.CreateFromFile(path))];

    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public Project(params (string Path, string Text)[] models)
        : this(models.Select(model => new MemoryFile(model.Path, model.Text)).ToArray())
    {
    }

    public Project(IReadOnlyList<AdditionalText> files, string rootNamespace = "App")
    {
        _compilation = CSharpCompilation.Create(
            "App",
            [CSharpSyntaxTree.ParseText("class Program;", ParseOptions, "Program.cs")],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        _driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            files,
            ParseOptions,
            new BuildProperties(rootNamespace),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    public GeneratorRunResult Result { get; private set; }

    /// <summary>Diagnostics as a build prints them.</summary>
    public IEnumerable<string> Messages => Result.Diagnostics.Select(d => d.ToString());

    /// <summary>Those of them that stop a build.</summary>
    public IEnumerable<string> Errors => Result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());

    /// <summary>Sets what a project file says about warnings.</summary>
    public Project With(Func<CSharpCompilationOptions, CompilationOptions> change)
    {
        _compilation = _compilation.WithOptions((CSharpCompilationOptions)change(_compilation.Options));
        return this;
    }

    /// <summary>Runs the generator.</summary>
    public Project Run()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out var compilation, out _);
        Compilation = compilation;
        Result = _driver.GetRunResult().Results.Single();
        Result.Exception.ShouldBeNull();
        return this;
    }

    /// <summary>The project with what was generated.</summary>
    public Compilation Compilation { get; private set; } = null!;

    /// <summary>The text generated under a name.</summary>
    public string Source(string hintName) => Result.GeneratedSources.Single(s => s.HintName == hintName).SourceText.ToString();

    /// <summary>Errors of the C# compiler in the project with what was generated.</summary>
    public IEnumerable<string> CSharpErrors =>
        Compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());

    /// <summary>Adds a C# file.</summary>
    public void AddCSharp(string text) =>
        _compilation = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, ParseOptions, "Added.cs"));

    /// <summary>Replaces a <c>.model</c> file.</summary>
    public void Replace(AdditionalText old, AdditionalText file) => _driver = _driver.ReplaceAdditionalText(old, file);

    /// <summary>Adds a <c>.model</c> file.</summary>
    public void Add(AdditionalText file) => _driver = _driver.AddAdditionalTexts([file]);

    private sealed class BuildProperties(string rootNamespace) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(rootNamespace);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options(string rootNamespace) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                value = rootNamespace;
                return key == "build_property.RootNamespace";
            }
        }
    }
}
