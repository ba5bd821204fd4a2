// A language model that remembers in recurrences: how well it predicts, what it writes, and text without end at constant
// memory. Beside it a program compiled into the weights of a recurrent network.
//
//     dotnet run --project examples/Recurrent -c Release [-- --bytes N]
//     dotnet run --project examples/Recurrent -c Release -- PROMPT [TEMPERATURE [SEED]]

using System.Globalization;
using Acme;
using Acme.Models;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;

var folder = Path.Combine(AppContext.BaseDirectory, "checkpoint");
var model = RecurrentLm.Load(Path.Combine(folder, "weights.safetensors"));
var bytes = args is ["--bytes", var count] ? long.Parse(count, CultureInfo.InvariantCulture) : (long?)null;
if (args.Length > 0 && bytes is null)
    return Demonstration.Answer(_ => model.CreateSession().Prefill, args);

var demonstration = new Demonstration(folder);
Demonstration.Describe(model);
demonstration.Evaluate((tokens, logits) => model.Forward(tokens, 1, tokens.Length, logits));
demonstration.ContinueGreedily(_ => model.CreateSession().Prefill);

var onnx = Path.Combine(AppContext.BaseDirectory, "recurrent_lm.onnx");
var options = new OnnxExportOptions { Stateful = true };
model.ExportOnnx(onnx, options);
var verification = OnnxVerifier.Verify(model, onnx, options);
demonstration.Check($"{Path.GetRelativePath(".", onnx)}: differs from the class by at most {verification.Absolute:E1} in ONNX Runtime, states and all", verification.Agrees, verification.Divergence);

var network = CapitalsGatedLinearRnn.Load(Path.Combine(AppContext.BaseDirectory, "capitals_rnn.safetensors"));
var dictionary = new Dictionary(network);
Console.WriteLine();
Demonstration.Describe(network);
foreach (var (country, capital) in new[] { ("CAN", "OTT"), ("KEN", "NAI"), ("XYZ", null) })
    demonstration.Check($"{country} → {dictionary.LookUp(country) ?? "nothing"}", dictionary.LookUp(country) == capital, capital);

// What the session remembers is as large after any number of bytes as after the first 256.
var session = model.CreateSession();
using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupt.Cancel();
};
Console.WriteLine();
if (Console.IsOutputRedirected)
    bytes ??= 4096; // a file is to end
Console.WriteLine(bytes is null ? "text without end, until Ctrl+C:" : $"{bytes} bytes of text without end:");
Console.WriteLine();
var before = GC.GetTotalMemory(forceFullCollection: true);
var written = Demonstration.Stream(session.Prefill, demonstration.Card.Prompt, bytes, interrupt.Token);
var kept = session.States.Sum(state => (long)session.GetState(state.Name).Bytes.Length);
Console.WriteLine();
Console.WriteLine($"{written:N0} bytes written; the session keeps {kept:N0} bytes of states, and the heap grew by {Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - before):N0}");
return demonstration.ExitCode;
