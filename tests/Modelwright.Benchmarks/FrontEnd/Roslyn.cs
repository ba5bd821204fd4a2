using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Modelwright.Benchmarks.FrontEnd;

/// <summary>The peer: the C# compiler parses and binds what we emitted, on one thread as we do.</summary>
internal sealed class Roslyn
{
    private readonly List<MetadataReference> _references;

    public Roslyn()
    {
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        _references = [.. trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file && (file.StartsWith("System.", StringComparison.Ordinal) || file == "Modelwright.Runtime.dll"))
            .Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>Every diagnostic of a text; it has to be without errors.</summary>
    public void Check(string code)
    {
        var compilation = CSharpCompilation.Create(
            "Benchmark",
            [CSharpSyntaxTree.ParseText(code)],
            _references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, concurrentBuild: false));
        if (compilation.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException(error.ToString());
    }
}
