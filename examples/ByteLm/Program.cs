// A byte-level language model: how well it predicts, what it writes, and the same model in ONNX Runtime.
//
//     dotnet run --project examples/ByteLm -c Release [-- PROMPT [TEMPERATURE [SEED]]]

using System.Globalization;
using System.Text;
using Acme;
using Acme.Models;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;

var folder = Path.Combine(AppContext.BaseDirectory, "checkpoint");
var card = ModelCard.Read(Path.Combine(folder, "card.json"));
var model = ByteLm.Load(Path.Combine(folder, "weights.safetensors"));
var failed = false;

if (args.Length > 0)
{
    var temperature = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 0.8;
    var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
    Write(args[0], length: 400, temperature, seed);
    return 0;
}

Console.WriteLine($"{model.Name}: {model.Parameters.Sum(p => p.Shape.Aggregate(1, (count, extent) => count * extent)):N0} parameters");

var text = File.ReadAllBytes(Path.Combine(folder, "heldout.txt"));
var nats = Evaluation.NatsPerByte(model, text, ShowProgress);
Check($"held-out text: {nats:F6} nats per byte", Math.Abs(nats - card.NatsPerByte) < 1e-3, $"the card says {card.NatsPerByte:F6}");

Console.WriteLine();
var continuation = Write(card.Prompt, card.Continuation.Length);
Check("greedy continuation", continuation == card.Continuation, $"the card says '{card.Continuation}'");

Console.WriteLine();
var onnx = Path.Combine(AppContext.BaseDirectory, "byte_lm.onnx");
model.ExportOnnx(onnx);
var verification = OnnxVerifier.Verify(model, onnx);
Check($"{Path.GetRelativePath(".", onnx)}: differs from the class by at most {verification.Absolute:E1} in ONNX Runtime", verification.Agrees, verification.Divergence);
return failed ? 1 : 0;

// Counts on one line, which the result then takes; nothing where there is no terminal.
static void ShowProgress(int done, int all)
{
    if (!Console.IsOutputRedirected)
        Console.Write($"\rheld-out text: window {done} of {all}{(done < all ? "" : "\r")}");
}

// Streams a continuation to the terminal.
string Write(string prompt, int length, double temperature = 0, int seed = 0)
{
    Console.Write(prompt);
    var bytes = new List<byte>();
    foreach (var next in Sampling.Continue(model, Encoding.UTF8.GetBytes(prompt), length, temperature, seed))
    {
        bytes.Add(next);
        Console.Write((char)next);
    }

    Console.WriteLine();
    return Encoding.UTF8.GetString([.. bytes]);
}

void Check(string what, bool right, string? otherwise)
{
    Console.WriteLine(right ? $"{what} (as it should be)" : $"{what} (WRONG: {otherwise})");
    failed |= !right;
}
