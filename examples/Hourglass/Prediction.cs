using System.Numerics.Tensors;

namespace Acme;

/// <summary>What the model takes a picture for.</summary>
/// <param name="Class">The class with the greatest score.</param>
/// <param name="Probability">How sure it is.</param>
internal readonly record struct Prediction(int Class, float Probability)
{
    /// <summary>The prediction that the scores of one picture amount to.</summary>
    public static Prediction Of(ReadOnlySpan<float> scores)
    {
        Span<float> probabilities = stackalloc float[scores.Length];
        TensorPrimitives.SoftMax(scores, probabilities);
        var likeliest = TensorPrimitives.IndexOfMax(probabilities);
        return new Prediction(likeliest, probabilities[likeliest]);
    }
}
