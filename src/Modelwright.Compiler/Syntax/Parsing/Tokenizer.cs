namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>
/// Text to tokens, the last of them <see cref="TokenKind.End"/>. What isn't a token is reported and left out; a string
/// or number that went wrong is reported and kept, so that the grammar doesn't stumble over it again.
/// </summary>
internal sealed class Tokenizer
{
    private readonly string _text;
    private readonly Action<DiagnosticKind, TextSpan, string> _report;
    private readonly List<Token> _tokens = [];
    private readonly List<string> _documentation = [];
    private readonly List<Comment> _comments = [];
    private int _at;
    private int _errors;
    private bool _startsLine = true;

    private Tokenizer(string text, Action<DiagnosticKind, TextSpan, string> report)
    {
        _text = text;
        _report = report;
    }

    /// <summary>All tokens of a text, brackets paired.</summary>
    public static IReadOnlyList<Token> Tokenize(string text, Action<DiagnosticKind, TextSpan, string> report)
    {
        var tokenizer = new Tokenizer(text, report);
        tokenizer.Run();
        Brackets.Pair(tokenizer._tokens);
        return tokenizer._tokens;
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_';

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c == '\uFEFF';

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void Run()
    {
        while (_at < _text.Length)
            Next();
        Add(TokenKind.End, _at, "");
    }

    private void Next()
    {
        var c = Peek();
        if (IsBlank(c))
        {
            _startsLine |= c is '\n' or '\r';
            _at++;
        }
        else if (c == '/' && Peek(1) == '/')
        {
            Comment();
        }
        else if (c == '#' || (c == '/' && Peek(1) == '*'))
        {
            ForeignComment();
        }
        else if (c == '\'' && QuoteBehind() is { } quote)
        {
            QuotedOnce(quote);
        }
        else if (IsLetter(c))
        {
            Word();
        }
        else if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)) && !FollowsAPath()))
        {
            Number();
        }
        else if (c == '"')
        {
            String();
        }
        else
        {
            Sign();
        }
    }

    private void Comment()
    {
        var start = _at;
        while (_at < _text.Length && Peek() is not ('\n' or '\r'))
            _at++;
        _comments.Add(new Comment(new TextSpan(start, _at - start), _startsLine));
        var comment = _text.Substring(start, _at - start);
        var isDocumentation = comment.StartsWith("///", StringComparison.Ordinal)
            && !comment.StartsWith("////", StringComparison.Ordinal);
        if (!isDocumentation)
            return;
        var line = comment.Substring(3).TrimEnd();
        _documentation.Add(line.StartsWith(" ", StringComparison.Ordinal) ? line.Substring(1) : line);
    }

    /// <summary>A comment of another language is one mistake, whatever it says.</summary>
    private void ForeignComment()
    {
        var start = _at;
        var isLine = Peek() == '#';
        var end = isLine ? _text.IndexOf('\n', start) : _text.IndexOf("*/", start, StringComparison.Ordinal);
        _at += isLine ? 1 : 2;
        Report(Diagnostics.UnknownCharacter, start, $"'{_text.Substring(start, _at - start)}' has no meaning here: a comment starts with // on each line");
        _at = end < 0 ? _text.Length : isLine ? end : end + 2;
    }

    private int? QuoteBehind()
    {
        var quote = _text.IndexOf('\'', _at + 1);
        return quote > 0 && _text.IndexOf('\n', _at, quote - _at) < 0 ? quote : null;
    }

    private void QuotedOnce(int quote)
    {
        var start = _at;
        _at = quote + 1;
        Report(Diagnostics.UnknownCharacter, start, "the character ''' has no meaning here: strings stand in double quotes");
        Add(TokenKind.String, start, _text.Substring(start + 1, quote - start - 1));
    }

    private void Word()
    {
        var start = _at;
        SkipWord();
        var word = _text.Substring(start, _at - start);
        Add(Signs.Reserved.TryGetValue(word, out var kind) ? kind : TokenKind.Name, start, word);
    }

    private void SkipWord()
    {
        while (IsLetter(Peek()) || IsDigit(Peek()))
            _at++;
    }

    private void SkipDigits()
    {
        while (IsDigit(Peek()))
            _at++;
    }

    /// <summary>Whether the point here belongs to a path (<c>layers.3</c>): it touches what stands before.</summary>
    private bool FollowsAPath() =>
        _tokens.Count > 0
        && _tokens[^1].Kind is TokenKind.Name or TokenKind.Number or TokenKind.Star or TokenKind.CloseBracket
        && _tokens[^1].Span.End == _at;

    private void Number()
    {
        var start = _at;
        var isPathPart = _tokens.Count > 0 && _tokens[^1] is { Kind: TokenKind.Dot } dot && dot.Span.End == start;
        SkipDigits();
        if (!isPathPart)
        {
            if (Peek() == '.' && IsDigit(Peek(1)) && _at > start)
            {
                _at++;
                SkipDigits();
            }

            if (Peek() is 'e' or 'E' && (IsDigit(Peek(1)) || (Peek(1) is '+' or '-' && IsDigit(Peek(2)))))
            {
                _at += 2;
                SkipDigits();
            }
        }

        var end = _at;
        while (IsLetter(Peek()) || IsDigit(Peek()) || (!isPathPart && Peek() == '.' && Peek(1) != '.'))
            _at++;
        var text = _text.Substring(start, _at - start);
        if (_at > end)
        {
            var hint = text.Contains('.') ? ": a point stands between digits" : "";
            Report(Diagnostics.BadNumber, start, $"'{text}' is not a number{hint}");
            text = "0";
        }

        Add(TokenKind.Number, start, text);
    }

    private void String()
    {
        var start = _at++;
        while (_at < _text.Length && Peek() is not ('"' or '\n' or '\r'))
            _at++;
        var content = _text.Substring(start + 1, _at - start - 1);
        if (Peek() == '"')
            _at++;
        else
            Report(Diagnostics.UnterminatedString, start, "this string has no closing '\"' on its line");
        Add(TokenKind.String, start, content);
    }

    private void Sign()
    {
        var (text, kind) = Signs.At(_text, _at);
        if (text.Length == 0)
        {
            Unknown();
            return;
        }

        var start = _at;
        _at += text.Length;
        Add(kind, start, text);
    }

    private void Unknown()
    {
        var start = _at;
        if (Foreign.SignFor(_text[start]) is { } meant)
        {
            _at++;
            Report(Diagnostics.UnknownCharacter, start, $"the character '{_text[start]}' has no meaning here: write '{meant}'");
            Add(Signs.At(meant, 0).Kind, start, meant);
            return;
        }

        var length = char.IsSurrogatePair(_text, start) ? 2 : 1;
        var character = length == 1 && (char.IsControl(_text[start]) || char.IsSurrogate(_text[start]))
            ? $"the character U+{(int)_text[start]:X4}"
            : $"the character '{_text.Substring(start, length)}'";
        while (_at < _text.Length && IsUnknown(Peek()))
            _at++;
        var hint = _text[start] switch
        {
            ';' => ": a statement ends by itself",
            '\'' => ": strings stand in double quotes",
            '&' => ": 'and' is written &&",
            _ => "",
        };
        Report(Diagnostics.UnknownCharacter, start, $"{character} has no meaning here{hint}");
    }

    private bool IsUnknown(char c) =>
        !IsBlank(c) && !IsLetter(c) && !IsDigit(c) && c is not ('"' or '#') && Foreign.SignFor(c) is null && Signs.At(_text, _at).Text.Length == 0;

    private void Report(DiagnosticKind kind, int start, string message)
    {
        _errors++;
        _report(kind, new TextSpan(start, _at - start), message);
    }

    private void Add(TokenKind kind, int start, string text)
    {
        var documentation = _documentation.Count == 0 ? null : string.Join("\n", _documentation);
        _tokens.Add(new Token(
            kind, new TextSpan(start, _at - start), text, _startsLine, _comments.ToArray(), documentation, _errors));
        _comments.Clear();
        _documentation.Clear();
        _startsLine = false;
    }
}
