// ByteLm as a native program. Two things can be asked of it:
//   CHECKPOINT                 prints the checkpoint's nats per byte and, on the next lines, what it continues the card's prompt with
//   next-byte WEIGHTS LENGTH   prints the byte that it expects after so many, and the most memory that the process had in use

using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Acme;
using Acme.Models;

if (args is ["next-byte", var weights, var length])
{
    var tokens = new long[int.Parse(length, CultureInfo.InvariantCulture)];
    var logits = new float[tokens.Length * 256];
    Array.Fill(tokens, 'e');
    ByteLm.Load(weights).Forward(tokens, 1, tokens.Length, logits);
    Console.WriteLine($"{TensorPrimitives.IndexOfMax(logits.AsSpan(^256..))} {Process.GetCurrentProcess().PeakWorkingSet64}");
    return;
}

var folder = args[0];
var card = ModelCard.Read(Path.Combine(folder, "card.json"));
var model = ByteLm.Load(Path.Combine(folder, "weights.safetensors"));

var nats = Evaluation.NatsPerByte((tokens, logits) => model.Forward(tokens, 1, tokens.Length, logits), File.ReadAllBytes(Path.Combine(folder, "heldout.txt")));
Console.WriteLine(nats.ToString("R", CultureInfo.InvariantCulture));

var continuation = Sampling.Continue(model.CreateSession(maxLength: 256).Prefill, card.Prompt, card.Continuation.Length);
Console.WriteLine(Encoding.UTF8.GetString([.. continuation]));
