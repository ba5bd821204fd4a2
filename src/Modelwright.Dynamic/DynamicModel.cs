using System.Reflection;
using Modelwright.Compiler;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Dynamic;

/// <summary>
/// A model compiled at run time: the C# that a project's build would generate for it, built and loaded in process.
/// Instances are as fast as a generated class's and are used through <see cref="IModel"/>.
/// </summary>
public sealed class DynamicModel
{
    private readonly Type _type;

    private DynamicModel(ModelGraph graph, string code, IReadOnlyList<Diagnostic> diagnostics, Type type)
    {
        Graph = graph;
        Code = code;
        Diagnostics = diagnostics;
        _type = type;
    }

    /// <summary>The graph as bound, before any pass.</summary>
    public ModelGraph Graph { get; }

    /// <summary>The generated C#.</summary>
    public string Code { get; }

    /// <summary>The compiler's warnings.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Compiles a model of a file.</summary>
    /// <param name="path">The file; what it imports is read too.</param>
    /// <param name="model">The model's name; may be left out where the file declares one.</param>
    /// <param name="constants">Replaces the model's own constants by name, values as the language writes them.</param>
    /// <exception cref="ModelCompilationException">The file has errors.</exception>
    /// <exception cref="ArgumentException">The file declares no model, or several and none is named.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DynamicModel Compile(string path, string? model = null, IReadOnlyDictionary<string, string>? constants = null) =>
        Compile([ModelFiles.Read(path)], model, constants);

    /// <summary>Compiles a model of texts; what they import is read from disk.</summary>
    /// <inheritdoc cref="Compile(string, string?, IReadOnlyDictionary{string, string}?)"/>
    public static DynamicModel Compile(
        IReadOnlyList<SourceText> sources, string? model = null, IReadOnlyDictionary<string, string>? constants = null) =>
        Compile(sources, model, constants, without: []);

    /// <summary>The same with passes left out, by name, to see what they are worth.</summary>
    internal static DynamicModel Compile(
        IReadOnlyList<SourceText> sources, string? model, IReadOnlyDictionary<string, string>? constants, IReadOnlyCollection<string> without)
    {
        var result = ModelCompiler.Compile(sources, new CompileOptions
        {
            Model = model,
            Constants = constants ?? new Dictionary<string, string>(),
            Import = ModelFiles.Importer(sources),
            Importable = ModelFiles.Beside,
        });
        if (result.HasErrors)
            throw new ModelCompilationException(result.Diagnostics);

        return Build(Only(result.Models), result.Sources, result.Diagnostics, without);
    }

    /// <summary>Builds a model that was compiled to a graph.</summary>
    /// <param name="graph">The graph as bound, before any pass.</param>
    /// <param name="sources">The files it was compiled from, its own first.</param>
    /// <param name="diagnostics">The compiler's warnings.</param>
    public static DynamicModel Build(ModelGraph graph, IReadOnlyList<SourceText> sources, IReadOnlyList<Diagnostic> diagnostics) =>
        Build(graph, sources, diagnostics, without: []);

    private static DynamicModel Build(
        ModelGraph graph, IReadOnlyList<SourceText> sources, IReadOnlyList<Diagnostic> diagnostics, IReadOnlyCollection<string> without)
    {
        var code = CSharpEmitter.Emit(PassPipeline.Run(graph, without: without), sources, without);
        var name = graph.Namespace is null ? graph.Name : $"{graph.Namespace}.{graph.Name}";
        var type = CSharpBuild.Load(name, code).GetType(name, throwOnError: true)!;
        return new DynamicModel(graph, code, diagnostics, type);
    }

    /// <summary>An instance with weights from a safetensors file.</summary>
    /// <param name="weightsPath">The file.</param>
    /// <param name="checkpoint">The checkpoint that the file is; null is the unnamed one, unless the file has the model's own names.</param>
    /// <param name="options">How the model runs.</param>
    /// <exception cref="ArgumentException">No checkpoint has this name.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    /// <exception cref="WeightsMismatchException">Names, shapes or types do not fit; the message lists every mismatch.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IModel Load(string weightsPath, string? checkpoint = null, ModelOptions? options = null)
    {
        if (Graph.Checkpoints.Count > 0)
            return Call(nameof(Load), [typeof(string), typeof(string), typeof(ModelOptions)], weightsPath, checkpoint, options);
        return checkpoint is null
            ? Call(nameof(Load), weightsPath, options)
            : throw new ArgumentException($"there is no checkpoint '{checkpoint}'; {Graph.Name} declares none", nameof(checkpoint));
    }

    /// <summary>An instance whose parameters start as the model says.</summary>
    /// <param name="seed">The same seed gives the same parameters.</param>
    /// <param name="options">How the model runs.</param>
    public IModel Initialize(int seed, ModelOptions? options = null) => Call(nameof(Initialize), seed, options);

    /// <summary>An instance with weights from memory, by path.</summary>
    /// <exception cref="WeightsMismatchException">Names, shapes or types do not fit; the message lists every mismatch.</exception>
    public IModel Create(IReadOnlyDictionary<string, TensorData> weights, ModelOptions? options = null) => Call(nameof(Create), weights, options);

    private IModel Call<T>(string method, T argument, ModelOptions? options) => Call(method, [typeof(T), typeof(ModelOptions)], argument, options);

    private IModel Call(string method, Type[] parameters, params object?[] arguments) =>
        (IModel)_type.GetMethod(method, parameters)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static ModelGraph Only(IReadOnlyList<ModelGraph> models) => models.Count switch
    {
        1 => models[0],
        0 => throw new ArgumentException("the file declares no model"),
        _ => throw new ArgumentException(
            $"the file declares the models {string.Join(", ", models.Select(m => m.Name))}: name the one that is meant"),
    };
}
