using System.Text.RegularExpressions;

namespace Modelwright.Compiler.Tests.Documentation;

/// <summary>The options that a sample states beside itself: <c>constants: name=value …</c> or <c>model: Name</c>.</summary>
internal static partial class SampleOptions
{
    public static CompileOptions Parse(string text)
    {
        var options = new CompileOptions();
        foreach (Match option in Option().Matches(text))
        {
            var value = option.Groups["value"].Value;
            options = option.Groups["name"].Value == "model"
                ? options with { Model = value }
                : options with { Constants = value.Split(' ').Select(c => c.Split('=')).ToDictionary(c => c[0], c => c[1]) };
        }

        return options;
    }

    [GeneratedRegex(@"[,?] (?<name>model|constants): (?<value>[^,]+)", RegexOptions.None, 10_000)]
    private static partial Regex Option();
}
