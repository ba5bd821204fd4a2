namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>The ends of lines in a text.</summary>
internal static class LineBreaks
{
    /// <summary>The line breaks between two places.</summary>
    public static int Count(string text, int start, int end)
    {
        var count = 0;
        for (var i = start; i < end; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                count++;
        }

        return count;
    }

    /// <summary>How the first line of a text ends.</summary>
    public static string Of(string text)
    {
        var first = text.IndexOf('\n');
        return first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
    }
}
