using Modelwright.Compiler;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Onnx;

/// <summary>Brings back the graph of a compiled model.</summary>
internal static class Recompilation
{
    /// <summary>Compiles a definition again: the graph as bound, before any pass.</summary>
    public static ModelGraph Compile(this ModelDefinition definition)
    {
        var sources = definition.Sources.Select(source => new SourceText(source.Path, source.Text)).ToList();
        var result = ModelCompiler.Compile([sources[0]], new CompileOptions
        {
            Model = definition.Model,
            Constants = definition.Constants.ToDictionary(c => c.Key, c => ModelConstant.Written(c.Value), StringComparer.Ordinal),
            Import = (importing, name) => sources.Find(source => IsImported(source.Path, importing, name)),
        });
        return result.HasErrors
            ? throw new InvalidOperationException($"the definition of {definition.Model} no longer compiles: {result.Diagnostics[0]}")
            : result.Models.Single();
    }

    private static bool IsImported(string path, string importing, string name) =>
        Path.GetFullPath(path) == Path.GetFullPath(Path.Combine(Path.GetDirectoryName(importing) ?? "", name));
}
