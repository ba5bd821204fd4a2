// next-byte MODEL LENGTH: prints the byte that an exported model expects after so many, and the most memory that the process had in use.

using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

var tokens = new long[int.Parse(args[2], CultureInfo.InvariantCulture)];
Array.Fill(tokens, 'e');
using var options = new SessionOptions { IntraOpNumThreads = 1 };
using var session = new InferenceSession(args[1], options);
using var input = OrtValue.CreateTensorValueFromMemory(tokens, [1, tokens.Length]);
using var run = new RunOptions();
using var results = session.Run(run, ["tokens"], [input], ["logits"]);
Console.WriteLine($"{TensorPrimitives.IndexOfMax(results[0].GetTensorDataAsSpan<float>()[^256..])} {Process.GetCurrentProcess().PeakWorkingSet64}");
