using System.Text;

namespace Modelwright.Fuzz;

/// <summary>Texts of random bytes, read as the encodings that files come in.</summary>
public static class RandomBytes
{
    private static readonly Encoding[] Encodings = [Encoding.Latin1, Encoding.UTF8, Encoding.Unicode, Encoding.ASCII];

    /// <summary>The text of a seed.</summary>
    public static string Text(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        return Encodings[seed % Encodings.Length].GetString(bytes);
    }
}
