using Acme;

namespace Modelwright.Integration.Tests.Example;

/// <summary>An example's checkpoint.</summary>
/// <param name="Example">The example's folder.</param>
internal sealed record Checkpoint(string Example)
{
    public string Folder => Path.Combine(AppContext.BaseDirectory, "Checkpoints", Example);

    public string Weights => PathOf("weights.safetensors");

    public byte[] HeldOut => File.ReadAllBytes(PathOf("heldout.txt"));

    public ModelCard Card => ModelCard.Read(PathOf("card.json"));

    /// <summary>A tensor of what was recorded beside the weights.</summary>
    public TensorData Recorded(string file, string name)
    {
        using var reader = new SafetensorsReader(PathOf(file));
        return reader.Read(name);
    }

    private string PathOf(string file) => Path.Combine(Folder, file);
}
