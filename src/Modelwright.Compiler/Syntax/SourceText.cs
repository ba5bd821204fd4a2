namespace Modelwright.Compiler.Syntax;

/// <summary>One source file: its path, its text and the offsets at which its lines start.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    /// <summary>Wraps <paramref name="text"/>; <paramref name="path"/> is only used in messages.</summary>
    public SourceText(string path, string text)
    {
        Path = path;
        Text = text;
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
                starts.Add(i + 1);
        }

        _lineStarts = starts.ToArray();
    }

    /// <summary>The path as the user wrote it.</summary>
    public string Path { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The zero-based line and column of an offset; offsets past the end stand at the end.</summary>
    public (int Line, int Column) Position(int offset)
    {
        offset = Math.Max(0, Math.Min(offset, Text.Length));
        var line = Array.BinarySearch(_lineStarts, offset);
        if (line < 0)
            line = ~line - 1;
        return (line, offset - _lineStarts[line]);
    }

    /// <summary>A line, counted from 0, without its end.</summary>
    public TextSpan Line(int line)
    {
        var start = _lineStarts[line];
        var end = line + 1 < _lineStarts.Length ? _lineStarts[line + 1] - 1 : Text.Length;
        if (end > start && Text[end - 1] == '\r')
            end--;
        return new TextSpan(start, end - start);
    }

    /// <summary>The text that a span covers.</summary>
    public string Slice(TextSpan span) => Text.Substring(span.Start, span.Length);
}

/// <summary>A half-open range of characters in a <see cref="SourceText"/>.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The offset after the last character.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that covers both.</summary>
    public static TextSpan Cover(TextSpan first, TextSpan last)
    {
        var start = Math.Min(first.Start, last.Start);
        return new TextSpan(start, Math.Max(first.End, last.End) - start);
    }
}

/// <summary>A span in a file.</summary>
public readonly record struct Location(SourceText Source, TextSpan Span)
{
    /// <summary><c>path(line,column)</c>, one-based, as compilers print it.</summary>
    public override string ToString()
    {
        var (line, column) = Source.Position(Span.Start);
        return FormattableString.Invariant($"{Source.Path}({line + 1},{column + 1})");
    }
}
