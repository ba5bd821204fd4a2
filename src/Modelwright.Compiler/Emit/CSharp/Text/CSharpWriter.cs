using System.Text;

namespace Modelwright.Compiler.Emit.CSharp.Text;

/// <summary>Writes indented C#; lines end in <c>\n</c> on every system.</summary>
internal sealed class CSharpWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _separate;
    private bool _isFirst = true;

    /// <summary>Writes one line.</summary>
    public void Line(string line)
    {
        if (_separate)
            _text.Append('\n');
        _separate = false;
        _isFirst = false;
        _text.Append(' ', _depth * 4).Append(line).Append('\n');
    }

    /// <summary>Where the next line will begin.</summary>
    public int Next => _text.Length + (_separate ? 1 : 0);

    /// <summary>Writes one line before those from a place on, if there are any.</summary>
    public void Insert(int place, string line)
    {
        if (place < _text.Length)
            _text.Insert(place, new string(' ', _depth * 4) + line + "\n");
    }

    /// <summary>Writes lines that are indented already, relative to here.</summary>
    public void Lines(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0)
                Separate();
            else
                Line(line);
        }

        _separate = false;
    }

    /// <summary>Leaves a blank line before the next line, unless a block begins or ends there.</summary>
    public void Separate() => _separate = !_isFirst;

    /// <summary>Writes a header and its body in braces.</summary>
    public void Block(string header, Action body, string end = "}")
    {
        Line(header);
        Line("{");
        Indented(body);
        Line(end);
    }

    /// <summary>Writes lines one level deeper.</summary>
    public void Indented(Action body)
    {
        _depth++;
        (_separate, _isFirst) = (false, true);
        body();
        _depth--;
        (_separate, _isFirst) = (false, false);
    }

    /// <summary>Writes an XML documentation element; its text may span lines.</summary>
    public void Documentation(string element, string text)
    {
        var name = element.Split(' ')[0];
        var lines = Escape(text).Split('\n').Select(line => line.Trim()).ToList();
        if (lines.Count == 1)
        {
            Line($"/// <{element}>{lines[0]}</{name}>");
            return;
        }

        Line($"/// <{element}>");
        foreach (var line in lines)
            Line("/// " + line);
        Line($"/// </{name}>");
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
