using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Modelwright.Generator.Pipeline;

/// <summary>A span in a <c>.model</c> file as plain numbers; lines and columns count from 0.</summary>
internal sealed record Place(string Path, int Start, int Length, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    public static Place Of(Compiler.Syntax.Location location)
    {
        var (source, span) = (location.Source, location.Span);
        var (startLine, startColumn) = source.Position(span.Start);
        var (endLine, endColumn) = source.Position(span.End);
        return new Place(source.Path, span.Start, span.Length, startLine, startColumn, endLine, endColumn);
    }

    public static Place StartOf(string path) => new(path, 0, 0, 0, 0, 0, 0);

    public Location ToLocation() => Location.Create(
        Path,
        new TextSpan(Start, Length),
        new LinePositionSpan(new LinePosition(StartLine, StartColumn), new LinePosition(EndLine, EndColumn)));

    public override string ToString() => FormattableString.Invariant($"{Path}({StartLine + 1},{StartColumn + 1})");
}
