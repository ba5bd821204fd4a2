using System.Text;
using Modelwright.Cli.Execution;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli.Formatting;

/// <summary>A text file that is to be written back as it was, but for its text.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="HasMark">Whether it begins with a byte order mark, which it keeps.</param>
/// <param name="Text">What it says.</param>
internal sealed record Utf8File(string Path, bool HasMark, string Text)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; of one larger than the compiler accepts only so much that the compiler can say so.</summary>
    /// <exception cref="UserException">It is not UTF-8, so that what it says would be lost.</exception>
    public static Utf8File Read(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[Math.Min(stream.Length, 4L * (Parser.LargestFile + 1))];
        stream.ReadExactly(bytes);
        var mark = Encoding.UTF8.Preamble;
        var hasMark = bytes.AsSpan().StartsWith(mark);
        try
        {
            var encoding = bytes.Length < stream.Length ? Encoding.UTF8 : Strict;
            return new Utf8File(path, hasMark, encoding.GetString(bytes.AsSpan(hasMark ? mark.Length : 0)));
        }
        catch (DecoderFallbackException)
        {
            throw new UserException($"'{path}' is not UTF-8");
        }
    }

    /// <summary>Puts this text in place of the file's at once; a link's target is what is replaced.</summary>
    public void Replace(CancellationToken cancellation)
    {
        var target = File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path;
        using var staging = new Staging(target, cancellation);
        File.WriteAllBytes(staging.Path, [.. HasMark ? Encoding.UTF8.Preamble : [], .. Strict.GetBytes(Text)]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(staging.Path, File.GetUnixFileMode(target));
        staging.Commit();
    }
}
