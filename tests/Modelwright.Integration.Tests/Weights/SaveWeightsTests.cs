using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Weights;

/// <summary>What a model saves, its class loads.</summary>
public sealed class SaveWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mlp/xatglu_first_order")]
    [InlineData("recurrence/masked_rnn")] // with a buffer
    public void A_case_gives_the_same_numbers_from_what_it_saved(string name)
    {
        var reference = ReferenceCase.All[name];
        var model = reference.Load();
        model.SaveWeights(_folder["w.safetensors"]);

        var saved = reference.Model.Load(_folder["w.safetensors"]);
        var (expected, actual) = (model.Run(reference.Inputs), saved.Run(reference.Inputs));
        foreach (var (output, tensor) in expected)
            actual[output].Bytes.ToArray().ShouldBe(tensor.Bytes.ToArray(), output);
        _folder.Files.ShouldBe(["w.safetensors"]);
    }

    [Fact]
    public void Every_parameter_is_there_in_its_own_type_and_in_the_order_of_the_file()
    {
        const string text = """
            model Net {
                input x : float[B, 4]
                param w      : float[4, 4]
                param bias   : bfloat16[4]  = normal(1)
                param scale  : float16[4]   = normal(1)
                buffer place : int64[4]     = [i] => int64(3 - i)
                buffer keep  : bool[4]      = [i] => i > 1
                output y     : float[B, 4]  = [b, i] => where(keep[i], x[b, place[i]], 0) * float(scale[i]) + sum[j](x[b, j] * w[i, j]) + float(bias[i])
            }
            """;
        var compiled = DynamicModel.Compile([new SourceText("net.model", text)]);
        var model = compiled.Initialize(7);
        model.SaveWeights(_folder["w.safetensors"]);

        using var reader = new SafetensorsReader(_folder["w.safetensors"]);
        reader.Entries.Select(e => e.ToString()).ShouldBe(["w : F32[4, 4]", "bias : BF16[4]", "scale : F16[4]", "place : I64[4]", "keep : BOOL[4]"]);
        var saved = compiled.Load(_folder["w.safetensors"]);
        foreach (var parameter in model.Parameters)
            saved.GetParameter(parameter.Path).Bytes.ToArray().ShouldBe(model.GetParameter(parameter.Path).Bytes.ToArray(), parameter.Path);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Should.Throw<IOException>(() => ReferenceCase.All["mlp/xatglu_first_order"].Load().SaveWeights(_folder["no/w.safetensors"]));
}
