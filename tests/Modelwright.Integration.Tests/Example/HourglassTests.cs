using System.Numerics.Tensors;
using System.Text.Json;
using Acme.Models;

namespace Modelwright.Integration.Tests.Example;

public class HourglassTests
{
    private static readonly Checkpoint Checkpoint = new("Hourglass");

    private static readonly Hourglass Model = Hourglass.Load(Checkpoint.Weights);

    private static readonly TensorData Pictures = Checkpoint.Recorded("sample.safetensors", "images");

    [Fact]
    public void Gives_the_recorded_logits()
    {
        var outputs = Model.Run(new Dictionary<string, TensorData> { ["pixels"] = Pictures });

        new Tolerance(Relative: 0, Absolute: 1e-4).Check(
            outputs, new Dictionary<string, TensorData> { ["logits"] = Checkpoint.Recorded("sample.safetensors", "logits") });
    }

    [Fact]
    public void Is_right_as_often_as_its_card_says()
    {
        var labels = Checkpoint.Recorded("sample.safetensors", "labels").As<long>();
        var logits = new float[labels.Length * Hourglass.Classes];
        Model.Forward(Pictures.As<byte>(), labels.Length, logits);

        var right = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (TensorPrimitives.IndexOfMax(logits.AsSpan(i * Hourglass.Classes, Hourglass.Classes)) == labels[i])
                right++;
        }

        using var card = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkpoint.Folder, "card.json")));
        (right / (double)labels.Length).ShouldBe(card.RootElement.GetProperty("accuracy_sample").GetDouble(), 1e-9);
    }
}
