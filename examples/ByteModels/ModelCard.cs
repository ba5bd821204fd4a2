using System.Text.Json;

namespace Acme;

/// <summary>The figures that came with a checkpoint.</summary>
/// <param name="NatsPerByte">The mean cross-entropy on the held-out text.</param>
/// <param name="Prompt">A text.</param>
/// <param name="Continuation">What the likeliest bytes after it spell.</param>
public sealed record ModelCard(double NatsPerByte, string Prompt, string Continuation)
{
    /// <summary>Reads a <c>card.json</c>.</summary>
    public static ModelCard Read(string path)
    {
        using var card = JsonDocument.Parse(File.ReadAllText(path));
        var greedy = card.RootElement.GetProperty("greedy");
        return new ModelCard(
            card.RootElement.GetProperty("nats_per_byte").GetDouble(),
            greedy.GetProperty("prompt").GetString()!,
            greedy.GetProperty("continuation").GetString()!);
    }
}
