using System.Numerics.Tensors;
using Acme.Models;

namespace Acme;

/// <summary>Continues a text byte by byte.</summary>
internal static class Sampling
{
    /// <summary>The bytes that follow a prompt, each as soon as it is known.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">At least one byte.</param>
    /// <param name="length">How many bytes to add.</param>
    /// <param name="temperature">0 always takes the likeliest byte; 1 draws as the model predicts.</param>
    /// <param name="seed">The same seed draws the same bytes.</param>
    public static IEnumerable<byte> Continue(ByteLm model, byte[] prompt, int length, double temperature = 0, int seed = 0)
    {
        var random = new Random(seed);
        var session = model.CreateSession(maxLength: prompt.Length + length);
        var logits = new float[prompt.Length * ByteLm.Vocab];
        session.Prefill(Array.ConvertAll(prompt, b => (long)b), logits);

        var scores = logits.AsMemory(logits.Length - ByteLm.Vocab);
        for (var i = 0; i < length; i++)
        {
            var next = Draw(scores.Span, temperature, random);
            yield return next;
            session.Step([next], scores.Span);
        }
    }

    private static byte Draw(Span<float> scores, double temperature, Random random)
    {
        if (temperature <= 0)
            return (byte)TensorPrimitives.IndexOfMax(scores);

        TensorPrimitives.Divide(scores, (float)temperature, scores);
        TensorPrimitives.SoftMax(scores, scores);
        var mark = random.NextDouble();
        for (var b = 0; b < scores.Length; b++)
        {
            mark -= scores[b];
            if (mark < 0)
                return (byte)b;
        }

        return (byte)TensorPrimitives.IndexOfMax(scores);
    }
}
