using System.Numerics.Tensors;

namespace Acme;

/// <summary>How well a model predicts a text.</summary>
public static class Evaluation
{
    private const int Window = 256;
    private const int Bytes = 256;

    /// <summary>The mean cross-entropy of the next byte, in nats, over windows of 256 bytes that see nothing before them.</summary>
    /// <param name="forward">The model on a whole sequence.</param>
    /// <param name="text">The text; bytes after the last whole window are left out.</param>
    /// <param name="progress">Called after each window with the number done and the number of all.</param>
    public static double NatsPerByte(Predict forward, ReadOnlySpan<byte> text, Action<int, int>? progress = null)
    {
        var windows = (text.Length - 1) / Window;
        var tokens = new long[Window];
        var logits = new float[Window * Bytes];
        var total = 0.0;
        for (var window = 0; window < windows; window++)
        {
            var start = window * Window;
            TensorPrimitives.ConvertChecked(text.Slice(start, Window), tokens);
            forward(tokens, logits);
            for (var t = 0; t < Window; t++)
                total -= LogProbability(logits.AsSpan(t * Bytes, Bytes), text[start + t + 1]);
            progress?.Invoke(window + 1, windows);
        }

        return total / (windows * Window);
    }

    private static double LogProbability(ReadOnlySpan<float> scores, byte next)
    {
        var highest = TensorPrimitives.Max(scores);
        var sum = 0.0;
        foreach (var score in scores)
            sum += Math.Exp(score - highest);
        return scores[next] - highest - Math.Log(sum);
    }
}
