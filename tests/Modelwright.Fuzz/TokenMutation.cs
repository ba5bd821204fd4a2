using System.Text.RegularExpressions;

namespace Modelwright.Fuzz;

/// <summary>Changes a text as a slip of the keyboard or of a merge would: token by token.</summary>
public static partial class TokenMutation
{
    private static readonly string[] Foreign =
    [
        "{", "}", "(", ")", "[", "]", "=>", "|", "..", "...", "as", "for", "if", "return", "_", "-", "^", "@", "?", ":", "0", "-1", "0.5", "1e308",
        "9223372036854775807", "4294967296", "\"", "é", "\0", "\u2028", "T", "stream", "state", "recurrence", "reverse: true", "list<int>", "bool", "int8",
    ];

    /// <summary>The text with one to five tokens dropped, doubled, swapped, replaced, spoilt or added, or with its end cut off.</summary>
    public static string Of(string text, Random random)
    {
        var tokens = Split(text);
        for (var count = random.Next(1, 6); count > 0 && tokens.Count > 0; count--)
            Mutate(tokens, random);
        return string.Concat(tokens);
    }

    /// <summary>The tokens, the blanks between them as tokens of their own.</summary>
    public static List<string> Split(string text) => [.. Token().Matches(text).Select(match => match.Value)];

    private static void Mutate(List<string> tokens, Random random)
    {
        var (here, there) = (random.Next(tokens.Count), random.Next(tokens.Count));
        switch (random.Next(20))
        {
            case < 4:
                tokens.RemoveAt(here);
                break;
            case < 7:
                tokens.Insert(here, tokens[here]);
                break;
            case < 11:
                tokens[here] = tokens[there];
                break;
            case < 14:
                (tokens[here], tokens[there]) = (tokens[there], tokens[here]);
                break;
            case < 17:
                tokens.Insert(here, Foreign[random.Next(Foreign.Length)]);
                break;
            case 17:
                tokens[here] = Foreign[random.Next(Foreign.Length)];
                break;
            case 18:
                tokens[here] = tokens[here].Insert(random.Next(tokens[here].Length + 1), ((char)random.Next(' ', 0x180)).ToString());
                break;
            default:
                tokens.RemoveRange(here, tokens.Count - here);
                break;
        }
    }

    [GeneratedRegex("""\w+|\s+|=>|->|\|>|\.\.\.?|[<>=!+*/-]=|&&|\|\||[^\w\s]""", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Token();
}
