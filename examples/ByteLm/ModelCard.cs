using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acme;

/// <summary>The figures that came with the checkpoint.</summary>
internal sealed record ModelCard(
    [property: JsonPropertyName("nats_per_byte")] double NatsPerByte,
    [property: JsonPropertyName("greedy")] Greedy Greedy)
{
    public static ModelCard Read(string path) => JsonSerializer.Deserialize<ModelCard>(File.ReadAllText(path))!;
}

/// <summary>A prompt and what the likeliest bytes after it spell.</summary>
internal sealed record Greedy(
    [property: JsonPropertyName("prompt")] string Prompt,
    [property: JsonPropertyName("continuation")] string Continuation);
