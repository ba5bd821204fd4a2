namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>What one parse shares between all places of its input: the source, the depth reached, and the errors.</summary>
internal sealed class ParseState(SourceText source, DiagnosticBag diagnostics)
{
    /// <summary>The deepest nesting of brackets, braces, types and right-associative constructs.</summary>
    public const int DeepestNesting = 256;

    /// <summary>What is said about more levels than that.</summary>
    public static readonly string TooDeep =
        FormattableString.Invariant($"this is nested more than {DeepestNesting} levels deep");

    /// <summary>After so many levels the parser goes on on a fresh stack.</summary>
    public const int NestingPerStack = 16;

    private const int MostErrors = 200;

    private readonly List<(TokenInput Start, TokenInput End)> _leftOut = [];
    private int _errors;
    private int _errorsBeforeItem;
    private int _lastReported = -1;
    private bool _isTooDeep;
    private bool _isGuess;

    /// <summary>The text being parsed.</summary>
    public SourceText Source { get; } = source;

    /// <summary>The index of the last <c>}</c> without a partner, or -1.</summary>
    public int LastUnpairedBrace { get; private set; } = -1;

    /// <summary>How many <c>{</c> have no partner and are not reported yet.</summary>
    public int OpenBraces { get; set; }

    /// <summary>How many constructs are open around the present place.</summary>
    public int Nesting { get; set; }

    /// <summary>How many expressions are open around the present place.</summary>
    public int ExpressionNesting { get; set; }

    /// <summary>Notes that the text from one place to another was left out because of an error.</summary>
    public void LeaveOut(TokenInput start, TokenInput end) => _leftOut.Add((start, end));

    /// <summary>The names in text that was left out.</summary>
    public IReadOnlyCollection<string> LostNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        TokenInput? at = null;
        foreach (var (start, end) in _leftOut.OrderBy(range => range.Start.Position))
        {
            if (at is null || at.Position < start.Position)
                at = start;
            for (; at.Position < end.Position; at = at.Next)
            {
                if (at.Kind == TokenKind.Name)
                    names.Add(at.Token.Text);
            }
        }

        return names;
    }

    /// <summary>Reports an error of the tokenizer.</summary>
    public void Report(DiagnosticKind kind, TextSpan span, string message)
    {
        if (++_errors <= MostErrors)
            diagnostics.Report(kind, new Location(Source, span), message);
    }

    /// <summary>Tokenizes the text.</summary>
    public TokenInput Start()
    {
        var tokens = Tokenizer.Tokenize(Source.Text, Report);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] is { Kind: TokenKind.CloseBrace, Partner: < 0 })
                LastUnpairedBrace = i;
            if (tokens[i] is { Kind: TokenKind.OpenBrace, Partner: < 0 })
                OpenBraces++;
        }

        return TokenInput.First(tokens, this);
    }

    /// <summary>
    /// Begins a statement or declaration; what the tokenizer has said about it isn't said again in other words.
    /// </summary>
    public void Begin(TokenInput item)
    {
        // An error between lines belongs to the line before.
        var last = item.Token.StartsLine ? item : item.Previous ?? item;
        _errorsBeforeItem = last.Token.Errors;
        _isGuess = false;
    }

    /// <summary>
    /// What follows in this statement or declaration is read as something that isn't written there, so its errors say nothing.
    /// </summary>
    public void Guess() => _isGuess = true;

    /// <summary>
    /// Reports an error of the grammar, unless it only follows from an earlier one: from a bad token in the same
    /// statement, or from one reported at this very token. Of too deep nesting one report says enough.
    /// </summary>
    public void Report(DiagnosticKind kind, TokenInput at, string message)
    {
        if (_isGuess || at.Position <= _lastReported || (_isTooDeep && kind == Diagnostics.TooDeep))
            return;
        _isTooDeep |= kind == Diagnostics.TooDeep;
        _lastReported = at.Position;
        if (at.Token.Errors <= _errorsBeforeItem)
            Report(kind, at.Token.Span, message);
    }
}
