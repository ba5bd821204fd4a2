using System.Globalization;

namespace Modelwright.OnnxRuntime;

/// <summary>
/// Evaluates the formula that an export writes as the name of an extent which is no single symbol: <c>2 * B + 1</c>,
/// <c>floor((B) / (2))</c>.
/// </summary>
internal ref struct ExtentFormula
{
    private readonly Func<string, long> _symbol;
    private ReadOnlySpan<char> _rest;

    private ExtentFormula(string text, Func<string, long> symbol)
    {
        _rest = text;
        _symbol = symbol;
    }

    /// <summary>The number that a formula is.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="symbol">The number that a symbol is.</param>
    /// <exception cref="FormatException">It is no formula.</exception>
    public static int Evaluate(string text, Func<string, long> symbol)
    {
        var formula = new ExtentFormula(text, symbol);
        var value = formula.Sum();
        return formula._rest.IsEmpty ? checked((int)value) : throw new FormatException($"'{text}' is no extent");
    }

    private long Sum()
    {
        var sum = Take("-") ? -Product() : Product();
        while (true)
        {
            if (Take(" + "))
                sum += Product();
            else if (Take(" - "))
                sum -= Product();
            else
                return sum;
        }
    }

    private long Product()
    {
        var product = Factor();
        while (Take(" * "))
            product *= Factor();
        return product;
    }

    private long Factor()
    {
        if (Take("floor(("))
        {
            var numerator = Sum();
            Expect(") / (");
            var denominator = Sum();
            Expect("))");
            return (numerator / denominator) - (numerator % denominator != 0 && numerator < 0 != denominator < 0 ? 1 : 0);
        }

        var length = 0;
        while (length < _rest.Length && (char.IsAsciiLetterOrDigit(_rest[length]) || _rest[length] == '_'))
            length++;
        var word = _rest[..length].ToString();
        _rest = _rest[length..];
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : _symbol(word);
    }

    private bool Take(string text)
    {
        if (!_rest.StartsWith(text, StringComparison.Ordinal))
            return false;
        _rest = _rest[text.Length..];
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text))
            throw new FormatException($"'{text}' is missing before '{_rest}'");
    }
}
