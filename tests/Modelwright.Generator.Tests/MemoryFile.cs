using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Modelwright.Generator.Tests;

/// <summary>An additional file in memory that counts how often it is read.</summary>
internal sealed class MemoryFile(string path, string text) : AdditionalText
{
    public override string Path => path;

    public int Reads { get; private set; }

    public override SourceText GetText(CancellationToken cancellationToken = default)
    {
        Reads++;
        return SourceText.From(text, Encoding.UTF8);
    }
}
