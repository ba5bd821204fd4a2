// A byte-level language model: how well it predicts, what it writes, and the same model in ONNX Runtime.
//
//     dotnet run --project examples/ByteLm -c Release [-- PROMPT [TEMPERATURE [SEED]]]

using Acme;
using Acme.Models;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;

var folder = Path.Combine(AppContext.BaseDirectory, "checkpoint");
var model = ByteLm.Load(Path.Combine(folder, "weights.safetensors"));
if (args.Length > 0)
    return Demonstration.Answer(length => model.CreateSession(length).Prefill, args);

var demonstration = new Demonstration(folder);
Demonstration.Describe(model);
demonstration.Evaluate((tokens, logits) => model.Forward(tokens, 1, tokens.Length, logits));
demonstration.ContinueGreedily(length => model.CreateSession(length).Prefill);

var onnx = Path.Combine(AppContext.BaseDirectory, "byte_lm.onnx");
model.ExportOnnx(onnx);
var verification = OnnxVerifier.Verify(model, onnx);
demonstration.Check($"{Path.GetRelativePath(".", onnx)}: differs from the class by at most {verification.Absolute:E1} in ONNX Runtime", verification.Agrees, verification.Divergence);
return demonstration.ExitCode;
