using System.Text.Json;

namespace Acme;

/// <summary>What came with the checkpoint.</summary>
/// <param name="Accuracy">The share of the sample that is classified right.</param>
/// <param name="Classes">What the classes are called.</param>
internal sealed record ModelCard(double Accuracy, IReadOnlyList<string> Classes)
{
    public static ModelCard Read(string path)
    {
        using var card = JsonDocument.Parse(File.ReadAllText(path));
        return new ModelCard(
            card.RootElement.GetProperty("accuracy_sample").GetDouble(),
            [.. card.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!)]);
    }

    /// <summary>What the model says and, where that is wrong, what it should have said.</summary>
    public string Caption(Prediction prediction, long label) =>
        $"{Classes[prediction.Class]} {prediction.Probability:P0}" + (prediction.Class == label ? "" : $", not {Classes[(int)label]}");
}
