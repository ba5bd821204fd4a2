using System.Text.RegularExpressions;
using Modelwright.Compiler.Lowering;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Documentation;

/// <summary>
/// The options that a sample states beside itself: <c>constants: name=value …</c> or <c>model: Name</c>; <c>lower: linear-rnn</c>
/// where it is lowered, too.
/// </summary>
internal static partial class SampleOptions
{
    public static CompileOptions Parse(string text)
    {
        var options = new CompileOptions();
        foreach (Match option in Option().Matches(text))
        {
            var value = option.Groups["value"].Value;
            if (option.Groups["name"].Value == "lower")
                continue;
            options = option.Groups["name"].Value == "model"
                ? options with { Model = value }
                : options with { Constants = value.Split(' ').Select(c => c.Split('=')).ToDictionary(c => c[0], c => c[1]) };
        }

        return options;
    }

    /// <summary>Compiles a text as its options say, and lowers it where they do.</summary>
    public static CompilationResult Compile(SourceText source, string text, CompileOptions options)
    {
        var result = ModelCompiler.Compile([source], options);
        var target = Option().Matches(text).Where(o => o.Groups["name"].Value == "lower").Select(o => LoweringTargetNames.Parse(o.Groups["value"].Value)!.Value).ToList();
        return result.HasErrors || target is not [var only]
            ? result
            : result with { Diagnostics = [.. result.Diagnostics, .. ProgramLowering.Lower(result.Models.Single(), new LoweringOptions { Target = only }).Diagnostics] };
    }

    [GeneratedRegex(@"[,?] (?<name>model|constants|lower): (?<value>[^,]+)", RegexOptions.None, 10_000)]
    private static partial Regex Option();
}
