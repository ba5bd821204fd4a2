namespace Modelwright.Fuzz.Models;

/// <summary>Names that nothing else has.</summary>
internal sealed class Names
{
    private int _count;

    /// <summary>A new name that begins like this.</summary>
    public string Next(string beginning) => $"{beginning}_{_count++}";
}
