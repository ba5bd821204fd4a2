namespace Modelwright.Compiler.Emit.CSharp.Text;

/// <summary>Turns the language's names into C#'s.</summary>
internal static class Identifiers
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue",
        "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally",
        "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock",
        "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected",
        "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string",
        "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort",
        "using", "virtual", "void", "volatile", "while",
    };

    /// <summary><c>kv_heads</c>, <c>q.weight</c> → <c>KvHeads</c>, <c>QWeight</c>.</summary>
    public static string Pascal(string name)
    {
        var words = string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split([' '], StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
        return joined.Length == 0 || char.IsDigit(joined[0]) ? "_" + joined : joined;
    }

    /// <summary><c>kv_heads</c>, <c>T</c> → <c>kvHeads</c>, <c>t</c>; a keyword stays one and needs <see cref="Escape"/>.</summary>
    public static string Camel(string name)
    {
        var pascal = Pascal(name);
        return char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
    }

    /// <summary>Makes a keyword an identifier: <c>class</c> → <c>@class</c>.</summary>
    public static string Escape(string identifier) => Keywords.Contains(identifier) ? "@" + identifier : identifier;

    /// <summary>A dotted namespace with each part escaped.</summary>
    public static string EscapeDotted(string name) => string.Join(".", name.Split('.').Select(Escape));
}

/// <summary>The names in use in a class or a method.</summary>
internal sealed class NameScope(params IEnumerable<string> reserved)
{
    private readonly HashSet<string> _used = new(reserved, StringComparer.Ordinal);

    /// <summary>Takes a name, or the first of <c>name2</c>, <c>name3</c>… that is free; the result is escaped.</summary>
    public string Declare(string wanted)
    {
        var name = wanted;
        for (var i = 2; !_used.Add(name); i++)
            name = FormattableString.Invariant($"{wanted}{i}");
        return Identifiers.Escape(name);
    }
}
