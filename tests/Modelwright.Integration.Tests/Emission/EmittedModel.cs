using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Graph;

namespace Modelwright.Integration.Tests.Emission;

/// <summary>A graph's generated code, compiled and loaded as a user's project would, warnings included.</summary>
internal sealed class EmittedModel
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var file && (file.StartsWith("System.", StringComparison.Ordinal) || file == "Modelwright.Runtime.dll"))
            .Select(p => MetadataReference.CreateFromFile(p)),
    ]);

    private readonly Type _type;

    private EmittedModel(string code, Type type) => (Code, _type) = (code, type);

    public string Code { get; }

    /// <summary>Emits and loads; <paramref name="userCode"/> stands in the same project.</summary>
    public static EmittedModel Of(ModelGraph graph, string userCode = "") => Of(graph, CSharpEmitter.Emit(graph), userCode);

    /// <summary>Loads code that stands for what is emitted.</summary>
    public static EmittedModel Of(ModelGraph graph, string code, string userCode)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp13, DocumentationMode.Diagnose);
        var compilation = CSharpCompilation.Create(
            "Emitted",
            [CSharpSyntaxTree.ParseText(code, options), CSharpSyntaxTree.ParseText(userCode, options.WithDocumentationMode(DocumentationMode.None))],
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, generalDiagnosticOption: ReportDiagnostic.Error));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty(code);
        image.Position = 0;
        var assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
        return new EmittedModel(code, assembly.GetType(graph.Namespace is null ? graph.Name : $"{graph.Namespace}.{graph.Name}", throwOnError: true)!);
    }

    public IModel Create(IReadOnlyDictionary<string, TensorData> weights, ModelOptions? options = null) => (IModel)Call(_type, nameof(Create), weights, options);

    public IModel Initialize(int seed, ModelOptions? options = null) => (IModel)Call(_type, nameof(Initialize), seed, options);

    /// <summary>Calls a static method of the user's code.</summary>
    public object Call(string type, string method, object argument) => Call(_type.Assembly.GetType(type, throwOnError: true)!, method, argument);

    private static object Call(Type type, string method, params object?[] arguments) => type
        .GetMethod(method, BindingFlags.Public | BindingFlags.Static)!
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}
