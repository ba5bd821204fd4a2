using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Reference;
using Modelwright.Compiler.Syntax;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>Compiles texts in tests.</summary>
internal static class Bind
{
    /// <summary>The graph of a text with one model; it must have no errors.</summary>
    public static ModelGraph Model(string text, params (string Name, string Value)[] constants)
    {
        var result = Compile(text, constants);
        result.Diagnostics.Where(d => d.Kind.Severity == Severity.Error).Select(d => d.ToString()).ShouldBeEmpty();
        return result.Models.ShouldHaveSingleItem();
    }

    /// <summary>The diagnostics of a text.</summary>
    public static IReadOnlyList<string> Errors(string text, params (string Name, string Value)[] constants) =>
        Compile(text, constants).Diagnostics.Select(d => d.ToString()).ToList();

    /// <summary>The first output of a text's model without parameters, by the reference interpreter.</summary>
    public static double[] Run(string text, params (string Name, DenseTensor Value)[] inputs)
    {
        var model = Model(text);
        var outputs = Interpreter.Run(model, inputs.ToDictionary(i => i.Name, i => i.Value), path => throw new InvalidOperationException(path));
        return outputs[model.Outputs[0].Name].Data;
    }

    private static CompilationResult Compile(string text, (string Name, string Value)[] constants) => ModelCompiler.Compile(
        [new SourceText("a.model", text)],
        new CompileOptions { Constants = constants.ToDictionary(c => c.Name, c => c.Value) });
}
