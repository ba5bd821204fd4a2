using Modelwright.Compiler.Syntax;

namespace Modelwright.Fuzz;

/// <summary>Makes a failing text small: drops lines, then tokens, as long as it fails in the same way.</summary>
internal static class Shrinker
{
    private const int Attempts = 3000;

    /// <summary>A small text with the same symptom.</summary>
    /// <param name="text">A text that fails.</param>
    /// <param name="symptom">What fails with a text; null where nothing does.</param>
    public static SourceText Shrink(SourceText text, Func<SourceText, string?> symptom)
    {
        var wanted = symptom(text);
        var attempts = 0;
        var lines = Reduce([.. text.Text.Split('\n').Select(line => line + "\n")]);
        var tokens = Reduce(TokenMutation.Split(string.Concat(lines)));
        return With(tokens);

        SourceText With(IEnumerable<string> pieces) => new(text.Path, string.Concat(pieces));

        List<string> Reduce(List<string> pieces)
        {
            for (var size = Math.Max(1, pieces.Count / 2); size > 0; size /= 2)
            {
                for (var at = 0; at < pieces.Count && attempts < Attempts;)
                {
                    List<string> fewer = [.. pieces.Take(at), .. pieces.Skip(at + size)];
                    attempts++;
                    if (symptom(With(fewer)) == wanted)
                        pieces = fewer;
                    else
                        at += size;
                }
            }

            return pieces;
        }
    }
}
