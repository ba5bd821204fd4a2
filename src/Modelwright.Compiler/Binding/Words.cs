using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>Words for messages.</summary>
internal static class Words
{
    public static string Of(CallableKind kind) => kind switch
    {
        CallableKind.Model => "model",
        CallableKind.Block => "block",
        CallableKind.Op => "op",
        _ => "recurrence",
    };

    public static string Of(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => "||",
        BinaryOperator.And => "&&",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Modulo => "%",
        BinaryOperator.MatMul => "@",
        _ => "^",
    };

    /// <summary><c>one axis</c>, <c>3 axes</c>.</summary>
    public static string Count(int number, string singular, string plural) =>
        number == 1 ? "one " + singular : FormattableString.Invariant($"{number} {plural}");

    /// <summary><c>GatedAttention</c> → <c>gated_attention</c>, <c>Conv2D</c> → <c>conv2_d</c>.</summary>
    public static string SnakeCase(string name)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>The last name of a path that is not a number, or null: <c>q</c> of <c>attn.q</c>, <c>experts</c> of <c>experts.3</c>.</summary>
    public static string? LastName(string path) => path.Split('.').LastOrDefault(part => part.Length > 0 && !char.IsDigit(part[0]));

    /// <summary><c>kv_heads</c> → <c>KvHeads</c>.</summary>
    public static string PascalCase(string name) => string.Concat(name
        .Split(['_', '.', '-'], StringSplitOptions.RemoveEmptyEntries)
        .Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    /// <summary><c>an int64</c>, <c>a float</c>.</summary>
    public static string WithArticle(string noun) => (noun[0] is 'a' or 'e' or 'i' or 'o' ? "an " : "a ") + noun;

    /// <summary>A build-time float as the language writes it.</summary>
    public static string Number(double value)
    {
        var text = value.ToString("R", System.Globalization.CultureInfo.InvariantCulture).Replace("E-0", "e-").Replace("E+", "e").Replace('E', 'e');
        return text.All(c => char.IsDigit(c) || c == '-') ? text + ".0" : text;
    }
}
