// Prints the checkpoint's nats per byte and, on the next lines, what it continues the card's prompt with.

using System.Globalization;
using System.Text;
using Acme;
using Acme.Models;

var folder = args[0];
var card = ModelCard.Read(Path.Combine(folder, "card.json"));
var model = ByteLm.Load(Path.Combine(folder, "weights.safetensors"));

var nats = Evaluation.NatsPerByte((tokens, logits) => model.Forward(tokens, 1, tokens.Length, logits), File.ReadAllBytes(Path.Combine(folder, "heldout.txt")));
Console.WriteLine(nats.ToString("R", CultureInfo.InvariantCulture));

var continuation = Sampling.Continue(model.CreateSession(maxLength: 256).Prefill, card.Prompt, card.Continuation.Length);
Console.WriteLine(Encoding.UTF8.GetString([.. continuation]));
