using Acme;

namespace Modelwright.Integration.Tests.Example;

/// <summary>The example's checkpoint.</summary>
internal static class Checkpoint
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "ByteLm");

    public static string Weights => PathOf("weights.safetensors");

    public static byte[] HeldOut => File.ReadAllBytes(PathOf("heldout.txt"));

    public static ModelCard Card { get; } = ModelCard.Read(PathOf("card.json"));

    /// <summary>A tensor of the recorded run: <c>tokens</c> or the <c>logits</c> they give.</summary>
    public static TensorData Recorded(string name)
    {
        using var file = new SafetensorsReader(PathOf("logits.safetensors"));
        return file.Read(name);
    }

    private static string PathOf(string file) => Path.Combine(Folder, file);
}
