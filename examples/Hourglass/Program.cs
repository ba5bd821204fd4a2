// An hourglass MLP on pictures of clothes: how often it is right, and what it says about a few, drawn in the terminal.
//
//     dotnet run --project examples/Hourglass -c Release

using Acme;
using Acme.Models;
using Modelwright;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;

var folder = Path.Combine(AppContext.BaseDirectory, "checkpoint");
var model = Hourglass.Load(Path.Combine(folder, "weights.safetensors"));
var card = ModelCard.Read(Path.Combine(folder, "card.json"));
using var sample = new SafetensorsReader(Path.Combine(folder, "sample.safetensors"));
var pictures = sample.Read("images").As<byte>().ToArray();
var labels = sample.Read("labels").As<long>().ToArray();

var logits = new float[labels.Length * Hourglass.Classes];
model.Forward(pictures, labels.Length, logits);
var predictions = Enumerable.Range(0, labels.Length).Select(i => Prediction.Of(logits.AsSpan(i * Hourglass.Classes, Hourglass.Classes))).ToArray();

// Two rows of four: what it sees right, and, last, the first it mistakes.
var right = Enumerable.Range(0, labels.Length).Where(i => predictions[i].Class == labels[i]).Take(7);
var mistaken = Enumerable.Range(0, labels.Length).First(i => predictions[i].Class != labels[i]);
foreach (var row in right.Append(mistaken).Chunk(4))
    Drawing.Write([.. row.Select(i => new Drawing(pictures.AsMemory(i * Hourglass.Size, Hourglass.Size), card.Caption(predictions[i], labels[i])))]);

var accuracy = predictions.Zip(labels).Count(pair => pair.First.Class == pair.Second) / (double)labels.Length;
var accurate = Math.Abs(accuracy - card.Accuracy) < 1e-9;
Console.WriteLine(accurate
    ? $"{labels.Length} pictures: {accuracy:P1} right (as it should be)"
    : $"{labels.Length} pictures: {accuracy:P1} right (WRONG: the card says {card.Accuracy:P1})");

var onnx = Path.Combine(AppContext.BaseDirectory, "hourglass.onnx");
model.ExportOnnx(onnx);
var verification = OnnxVerifier.Verify(model, onnx);
Console.WriteLine($"{Path.GetRelativePath(".", onnx)}: differs from the class by at most {verification.Absolute:E1} in ONNX Runtime "
    + (verification.Agrees ? "(as it should be)" : $"(WRONG: {verification.Divergence})"));
return accurate && verification.Agrees ? 0 : 1;
