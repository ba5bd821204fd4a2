namespace Acme;

/// <summary>A picture drawn with characters.</summary>
/// <param name="Pixels">28 × 28 grey values, row by row.</param>
/// <param name="Caption">What stands below it.</param>
internal sealed record Drawing(ReadOnlyMemory<byte> Pixels, string Caption)
{
    private const int Size = 28;
    private const string Gap = "  ";
    private const string Shades = " ░▒▓█";

    /// <summary>Draws several side by side. A character is two pixels high, as characters are.</summary>
    public static void Write(IReadOnlyList<Drawing> drawings)
    {
        for (var y = 0; y < Size; y += 2)
            Console.WriteLine(string.Join(Gap, drawings.Select(drawing => drawing.Line(y))).TrimEnd());
        Console.WriteLine(string.Join(Gap, drawings.Select(drawing => drawing.Caption.PadRight(Size))).TrimEnd());
        Console.WriteLine();
    }

    private string Line(int y) =>
        string.Create(Size, (Pixels, y), static (line, at) =>
        {
            var pixels = at.Pixels.Span;
            for (var x = 0; x < Size; x++)
            {
                var grey = (pixels[(at.y * Size) + x] + pixels[((at.y + 1) * Size) + x]) / 2;
                line[x] = Shades[grey * Shades.Length / 256];
            }
        });
}
