using System.Text;
using Modelwright.Compiler;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Benchmarks.FrontEnd;

/// <summary>A text in the language, and the constants its model is compiled with.</summary>
internal sealed record ModelText(string Text, IReadOnlyDictionary<string, string> Constants)
{
    /// <summary>ByteLm, as deep as asked for: its layers are the rounds of one loop.</summary>
    public static ModelText Layers(int depth)
    {
        using var reader = new StreamReader(typeof(ModelText).Assembly.GetManifestResourceStream("byte_lm.model")!);
        return new ModelText(reader.ReadToEnd(), new Dictionary<string, string> { ["depth"] = FormattableString.Invariant($"{depth}") });
    }

    /// <summary>About 2,000 lines: blocks, ops and constants that all differ, and a model that uses all of them.</summary>
    public static ModelText Declarations()
    {
        const int groups = 86;
        var text = new StringBuilder("namespace Generated\n\n");
        var uses = new StringBuilder();
        for (var i = 0; i < groups; i++)
        {
            text.Append(FormattableString.Invariant($$"""
                /// How steep curve_{{i}} is.
                const slope_{{i}} = {{i + 1}} / 100.0

                /// A smooth curve through 0.
                op curve_{{i}}(x: float[...]) -> float[...] {
                    let t = tanh(slope_{{i}} * x)
                    return where(x < {{i}}, t, x - {{i}}) + sigmoid(-x) * 0.5
                }

                /// Mixes the channels of each place and adds what was there.
                block Mixer_{{i}}(x: float[B, T, D], hidden: int = 2 * D, eps: float = 1e-6) -> float[B, T, D] {
                    param scale : float[D] = 1
                    const last = hidden - 1

                    let n[b, t, d] = x[b, t, d] * rsqrt(mean[j](x[b, t, j] ^ 2) + eps) * scale[d]
                    let up = Linear(n, hidden, bias: true) as up
                    let gate = sigmoid(Linear(n, hidden) as gate)
                    let y = Linear(curve_{{i}}(up) * gate, D) as down
                    return x + y * up[:, :, last:]
                }


                """));
            uses.Append(FormattableString.Invariant($"    x = Mixer_{i}(x, hidden: {16 + i}) as mixer_{i}\n"));
        }

        text.Append("model Declarations(width: int = 16) {\n    input signal : float[B, T, width]\n    var x = signal\n")
            .Append(uses).Append("    output y : float[B, T, width] = x\n}\n");
        return new ModelText(text.ToString(), new Dictionary<string, string>());
    }

    /// <summary>From the text to the C# that a build would compile.</summary>
    public string Compile()
    {
        var source = new SourceText("benchmark.model", Text);
        var result = ModelCompiler.Compile([source], new CompileOptions { Constants = Constants });
        return result.HasErrors
            ? throw new InvalidOperationException(result.Diagnostics[0].ToString())
            : CSharpEmitter.Emit(PassPipeline.Run(result.Models.Single()), result.Sources);
    }
}
