using System.Text;
using Microsoft.ML.OnnxRuntime;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Parameters;
using Modelwright.Compiler.Passes.Simplification;
using Modelwright.Compiler.Tests.Passes;
using Modelwright.Onnx;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;
using ElementType = Modelwright.ElementType;

namespace Modelwright.Integration.Tests.Emission;

/// <summary>What depends on parameters alone: computed when weights are loaded, in the forms in which code reads it.</summary>
public class PreparedWeightsTests
{
    [Fact]
    public void Weights_that_change_afterwards_change_nothing_that_was_prepared()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, 2));
        var graph = PassPipeline.Run(f.Model(f.Mul(x, f.Add(new Exp(), f.Parameter("rate", 2))), f.Mul(x, f.Parameter("gain", 2))));
        var model = EmittedModel.Of(graph).Create(new Dictionary<string, TensorData>
        {
            ["rate"] = TensorData.Of([0f, 1f], 2),
            ["gain"] = TensorData.Of([3f, 4f], 2),
        });
        foreach (var path in new[] { "rate", "gain" })
            model.GetParameter(path).As<float>().Fill(100);

        var results = model.Run(new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f, 1f], 1, 2) });

        results["output0"].As<float>().ToArray().ShouldBe([1f, MathF.E], 1e-6);
        results["output1"].As<float>().ToArray().ShouldBe([100f, 100f]);
        model.GetParameter("rate").As<float>().ToArray().ShouldBe([100f, 100f]);
    }

    [Fact]
    public void What_products_read_is_packed()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var weight = f.Mul(f.Parameter("w", 6, 4), f.Parameter("gain", 4));
        var graph = PassPipeline.Run(f.Model(
            f.Add(new Einsum("btd,od->bto"), x, weight),
            f.Add(new Einsum("btd,do->bto"), x, f.Transpose(f.Add(new Slice(0, 2, 3), weight), 1, 0))));

        var agreement = new Agreement(graph).ShouldHold().ShouldHoldInOnnx(1e-5);

        agreement.Emitted.Code.ShouldContain("new PackedMatrix(");
        agreement.Emitted.Code.ShouldContain("WeightStore.Matrix(");
        agreement.Emitted.Code.Split('\n').Count(line => line.Contains("Functions.MainPrepared(")).ShouldBe(1);
    }

    [Fact]
    public void Layers_prepare_one_by_one()
    {
        var block = new FunctionBuilder();
        var z = block.Input("z", Float(B, T, 4));
        var prompt = block.Add(new Einsum("sd,od->so"), block.Parameter("prompt", 3, 4), block.Parameter("k", 4, 4));
        var scores = block.Add(new Softmax(2), block.Add(new Einsum("btd,sd->bts"), z, prompt));
        var callee = block.Build("Layers", block.Add(new Add(), z, block.Add(new Einsum("bts,sd->btd"), scores, block.Parameter("v", 3, 4))));
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        for (var i = 0; i < 3; i++)
            x = f.Call(callee, $"layers.{i}", x)[0];
        var graph = PassPipeline.Run(f.Model([x], callee));

        graph.Functions.ShouldContain(function => function.Nodes.Any(node => node.Operator is Prepare));
        new Agreement(graph).ShouldHold().ShouldHoldInOnnx(1e-5);
    }

    [Fact]
    public void A_call_of_parameters_alone_is_prepared_whole()
    {
        var linear = new FunctionBuilder();
        var callee = linear.Build("Linear", linear.Add(new Einsum("sd,od->so"), linear.Input("z", Float(3, 4)), linear.Parameter("weight", 4, 4)));
        var f = new FunctionBuilder();
        var keys = f.Call(callee, "key", f.Parameter("prompt", 3, 4))[0];
        var graph = PrepareParameters.Run(f.Model([f.Add(new Einsum("btd,sd->bts"), f.Input("x", Float(B, T, 4)), keys)], callee));

        new Agreement(DeadCode.Run(graph)).ShouldHold().ShouldHoldInOnnx(1e-5);
    }

    [Fact]
    public void ONNX_Runtime_folds_what_is_prepared()
    {
        var f = new FunctionBuilder();
        var keys = f.Add(new Sigmoid(), f.Add(new Einsum("sd,od->so"), f.Parameter("prompt", 3, 4), f.Parameter("k", 4, 4)));
        var graph = PassPipeline.Run(f.Model(f.Mul(f.Input("x", Float(B, 3, 4)), keys)));
        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(graph), path => TensorData.Zeros(ElementType.Float32, path == "k" ? [4, 4] : [3, 4]), file);
        Runs("Sigmoid", file.ToArray()).ShouldBeTrue();

        var optimized = Path.GetTempFileName();
        try
        {
            using var options = new SessionOptions { OptimizedModelFilePath = optimized, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC };
            using var session = new InferenceSession(file.ToArray(), options);
            var model = File.ReadAllBytes(optimized);
            Runs("Mul", model).ShouldBeTrue();
            Runs("Sigmoid", model).ShouldBeFalse();
            Runs("MatMul", model).ShouldBeFalse();
        }
        finally
        {
            File.Delete(optimized);
        }

        // A node's fourth field is its operator.
        static bool Runs(string op, byte[] model)
        {
            byte[] field = [(4 << 3) | 2, (byte)op.Length, .. Encoding.ASCII.GetBytes(op)];
            return model.AsSpan().IndexOf(field) >= 0;
        }
    }
}
