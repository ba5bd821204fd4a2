using System.Numerics.Tensors;
using Acme.Models;

namespace Acme;

/// <summary>How well the model predicts a text.</summary>
internal static class Evaluation
{
    private const int Window = 256;

    /// <summary>The mean cross-entropy of the next byte, in nats, over windows of 256 bytes that see nothing before them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text; bytes after the last whole window are left out.</param>
    /// <param name="progress">Called after each window with the number done and the number of all.</param>
    public static double NatsPerByte(ByteLm model, ReadOnlySpan<byte> text, Action<int, int>? progress = null)
    {
        var windows = (text.Length - 1) / Window;
        var tokens = new long[Window];
        var logits = new float[Window * ByteLm.Vocab];
        var total = 0.0;
        for (var window = 0; window < windows; window++)
        {
            var start = window * Window;
            TensorPrimitives.ConvertChecked(text.Slice(start, Window), tokens);
            model.Forward(tokens, 1, Window, logits);
            for (var t = 0; t < Window; t++)
                total -= LogProbability(logits.AsSpan(t * ByteLm.Vocab, ByteLm.Vocab), text[start + t + 1]);
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
