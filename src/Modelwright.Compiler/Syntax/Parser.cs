using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax;

/// <summary>From text to a tree.</summary>
public static class Parser
{
    /// <summary>The most characters a file may have.</summary>
    public const int LargestFile = 1 << 20;

    /// <summary>
    /// Parses a file. Every independent error is reported; what could be read is in the tree, with a
    /// <see cref="MissingExpression"/> where a statement's expression could not. Never throws, whatever the text.
    /// </summary>
    public static SourceFile Parse(SourceText source, DiagnosticBag diagnostics)
    {
        if (source.Text.Length > LargestFile)
        {
            var message = FormattableString.Invariant(
                $"this file has {source.Text.Length} characters; {LargestFile} are the most");
            diagnostics.Report(Diagnostics.FileTooLarge, new Location(source, default), message);
            return new SourceFile(default, source, null, [], []);
        }

        return DeclarationGrammar.File(new ParseState(source, diagnostics).Start()).Value;
    }
}
