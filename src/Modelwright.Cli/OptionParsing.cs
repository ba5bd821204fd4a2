using System.CommandLine;
using System.Globalization;

namespace Modelwright.Cli;

/// <summary>Options whose values are checked while they are parsed.</summary>
internal static class OptionParsing
{
    /// <summary>An option that takes one of a few words.</summary>
    public static Option<string> Choice(string name, string description, string standard, params string[] others) => new(name)
    {
        HelpName = string.Join('|', others.Prepend(standard)),
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var value = result.Tokens[^1].Value;
            if (value != standard && !others.Contains(value, StringComparer.Ordinal))
                result.AddError($"{name} takes {string.Join(", ", others.Prepend(standard))}, not '{value}'");
            return value;
        },
    };

    /// <summary>An option that takes a whole number of at least one.</summary>
    public static Option<int?> Positive(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result =>
        {
            var value = result.Tokens[^1].Value;
            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                return number;
            result.AddError($"{name} takes a whole number above 0, not '{value}'");
            return null;
        },
    };
}
