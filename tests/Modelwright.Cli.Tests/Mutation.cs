using System.Text.RegularExpressions;

namespace Modelwright.Cli.Tests;

/// <summary>Changes a text as a slip of the keyboard or of a merge would: token by token.</summary>
internal static partial class Mutation
{
    /// <summary>The text with one to four tokens dropped, doubled, replaced or swapped.</summary>
    public static string Of(string text, Random random)
    {
        var tokens = Token().Matches(text).Select(match => match.Value).ToList();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var (here, there) = (random.Next(tokens.Count), random.Next(tokens.Count));
            switch (random.Next(4))
            {
                case 0:
                    tokens.RemoveAt(here);
                    break;
                case 1:
                    tokens.Insert(here, tokens[here]);
                    break;
                case 2:
                    tokens[here] = tokens[there];
                    break;
                default:
                    (tokens[here], tokens[there]) = (tokens[there], tokens[here]);
                    break;
            }
        }

        return string.Concat(tokens);
    }

    [GeneratedRegex(@"\w+|\s+|[^\w\s]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
