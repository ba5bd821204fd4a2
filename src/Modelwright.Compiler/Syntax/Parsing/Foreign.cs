namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>What other languages write, and what is written for it here.</summary>
internal static class Foreign
{
    /// <summary>Characters that stand for a sign of the language; the sign is read in their place.</summary>
    private static readonly IReadOnlyDictionary<char, string> Signs = new Dictionary<char, string>
    {
        ['−'] = "-", ['–'] = "-", ['×'] = "*", ['·'] = "*", ['⋅'] = "*", ['÷'] = "/", ['≤'] = "<=", ['≥'] = ">=", ['≠'] = "!=",
        ['→'] = "->", ['⇒'] = "=>", ['…'] = "...", ['∧'] = "&&", ['∨'] = "||", ['¬'] = "!",
    };

    private static readonly IReadOnlyDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["and"] = "&&", ["or"] = "||", ["not"] = "!", ["is"] = "==", ["elif"] = "else if", ["elsif"] = "else if", ["mod"] = "%",
        ["def"] = "op", ["fn"] = "op", ["func"] = "op", ["function"] = "op", ["class"] = "block", ["module"] = "block",
        ["while"] = "for", ["foreach"] = "for", ["switch"] = "if", ["match"] = "if", ["assert"] = "require", ["static"] = "const",
    };

    /// <summary>The sign that a character stands for, or null.</summary>
    public static string? SignFor(char character) => Signs.TryGetValue(character, out var sign) ? sign : null;

    /// <summary>What is written for a word, as an addition to a message; empty for a word that is not foreign.</summary>
    public static string HintFor(string word) => Words.TryGetValue(word, out var own) ? $"; write '{own}'" : "";

    /// <summary>What was probably meant by something that the grammar does not expect, as an addition to a message.</summary>
    public static string HintAt(TokenInput at) => (at.Previous?.Kind, at.Kind, at.Next.Kind) switch
    {
        (TokenKind.Star, TokenKind.Star, _) => "; a power is written '^'",
        (_, TokenKind.Colon, TokenKind.Assign) => "; a value is given with '='",
        (TokenKind.Assign, TokenKind.Assign, _) => "; one '=' gives a value, '==' compares",
        (_, TokenKind.Plus, TokenKind.Plus) => "; write '+= 1'",
        (_, TokenKind.As, _) => "; 'as' names the instance of a call and stands right behind its ')'",
        (_, TokenKind.Name, _) => HintFor(at.Token.Text),
        _ => "",
    };
}
