using System.Numerics.Tensors;
using System.Text;

namespace Acme;

/// <summary>Continues a text byte by byte.</summary>
public static class Sampling
{
    private const int Bytes = 256;

    /// <summary>The bytes that follow a prompt, each as soon as it is known.</summary>
    /// <param name="session">A fresh session that has room for the prompt and what follows.</param>
    /// <param name="prompt">At least one character.</param>
    /// <param name="length">How many bytes to add.</param>
    /// <param name="temperature">0 always takes the likeliest byte; 1 draws as the model predicts.</param>
    /// <param name="seed">The same seed draws the same bytes.</param>
    public static IEnumerable<byte> Continue(Predict session, string prompt, long length, double temperature = 0, int seed = 0)
    {
        var random = new Random(seed);
        var tokens = Array.ConvertAll(Encoding.UTF8.GetBytes(prompt), b => (long)b);
        var logits = new float[tokens.Length * Bytes];
        session(tokens, logits);

        var scores = logits.AsMemory(logits.Length - Bytes);
        for (var i = 0L; i < length; i++)
        {
            var next = Draw(scores.Span, temperature, random);
            yield return next;
            session([next], scores.Span);
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
