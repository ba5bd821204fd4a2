// Prints the checkpoint's nats per byte and, on the next lines, what it continues the card's prompt with.

using System.Globalization;
using System.Text;
using System.Text.Json;
using Acme;
using Acme.Models;

var folder = args[0];
var model = ByteLm.Load(Path.Combine(folder, "weights.safetensors"));
var nats = Evaluation.NatsPerByte(model, File.ReadAllBytes(Path.Combine(folder, "heldout.txt")));
Console.WriteLine(nats.ToString("R", CultureInfo.InvariantCulture));

using var card = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "card.json")));
var greedy = card.RootElement.GetProperty("greedy");
var prompt = Encoding.UTF8.GetBytes(greedy.GetProperty("prompt").GetString()!);
var length = greedy.GetProperty("continuation").GetString()!.Length;
Console.WriteLine(Encoding.UTF8.GetString([.. Sampling.Continue(model, prompt, length)]));
