using Modelwright.Dynamic;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Onnx;

public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(21, false)]
    [InlineData(21, true)]
    [InlineData(23, false)]
    public void A_trained_model_agrees_with_its_export(int opset, bool externalData)
    {
        var example = Path.Combine(Repository.Root, "examples", "ByteLm");
        var model = DynamicModel.Compile(Path.Combine(example, "byte_lm.model")).Load(Path.Combine(example, "checkpoint", "weights.safetensors"));
        var options = new OnnxExportOptions { Opset = opset, ExternalData = externalData };

        model.ExportOnnx(_folder["lm.onnx"], options);

        _folder.Files.ShouldBe(externalData ? ["lm.onnx", "lm.onnx.data"] : ["lm.onnx"]);
        OnnxVerifier.Verify(model, _folder["lm.onnx"], options).Divergence.ShouldBeNull();
    }

    [Fact]
    public void An_export_has_the_constants_and_imports_that_the_model_was_compiled_with()
    {
        _folder.Write("parts/scaling.model", "op scale(x: float[B, N], by: float) -> float[B, N] { return x * by }");
        var file = _folder.Write("scale.model", """
            import "parts/scaling.model"
            model Scale(size: int = 3, by: float = 2.0, half: bool = false) {
                input x : float[B, size]
                output y : float[B, size] = scale(x, half ? by / 2 : by)
            }
            """);
        var constants = new Dictionary<string, string> { ["size"] = "2", ["by"] = "1e-3", ["half"] = "true" };
        var model = DynamicModel.Compile(file, constants: constants).Initialize(0);

        model.ExportOnnx(_folder["scale.onnx"]);

        using var runner = new OnnxModelRunner(_folder["scale.onnx"]);
        var y = runner.Run(new Dictionary<string, TensorData> { ["x"] = TensorData.Of([2000f, 4000f], 1, 2) })["y"];
        y.As<float>().ToArray().ShouldBe([1, 2], tolerance: 1e-6);
    }

    [Fact]
    public void An_export_of_other_weights_is_recognised()
    {
        var compiled = DynamicModel.Compile(_folder.Write("gain.model", """
            model Gain { input x : float[B, 4]
                         param gain : float[4] = normal(1.0)
                         output y : float[B, 4] = x * gain }
            """));
        compiled.Initialize(1).ExportOnnx(_folder["gain.onnx"]);

        var verification = OnnxVerifier.Verify(compiled.Initialize(2), _folder["gain.onnx"]);

        verification.Relative.ShouldBeGreaterThan(verification.Tolerance);
        verification.Divergence.ShouldNotBeNull().ShouldContain("other weights");
    }
}
