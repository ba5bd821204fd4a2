using Modelwright.Compiler;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Lowering;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.OnnxRuntime;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Lowering;

/// <summary>A program that was compiled into weights.</summary>
internal sealed class Lowered
{
    private Lowered(LoweredModel model)
    {
        Model = model;
        Weights = model.Parameters.ToDictionary(p => p.Path, p => TensorData.Of(p.Data, [.. p.Shape]));
    }

    public LoweredModel Model { get; }

    public LoweringReport Report => Model.Report;

    public IReadOnlyDictionary<string, TensorData> Weights { get; }

    /// <summary>Lowers a program that its target can compute, without a warning.</summary>
    public static Lowered Of(ModelGraph program, LoweringOptions options)
    {
        var result = ProgramLowering.Lower(program, options);
        result.Diagnostics.Select(d => d.ToString()).ShouldBeEmpty();
        return new Lowered(result.Model.ShouldNotBeNull());
    }

    /// <summary>What native code gives, in float32.</summary>
    public Tensors RunNatively(Tensors inputs) => Load().Run(inputs);

    /// <summary>The weights in generated code.</summary>
    public IModel Load() => Compile().Create(Weights);

    public DynamicModel Compile() => DynamicModel.Compile([new SourceText("lowered.model", Model.Text)]);

    /// <summary>What the interpreter gives, in double precision.</summary>
    public Tensors Interpret(Tensors inputs)
    {
        var compiled = ModelCompiler.Compile([new SourceText("lowered.model", Model.Text)], new CompileOptions());
        compiled.Diagnostics.Select(d => d.ToString()).ShouldBeEmpty();
        return ReferenceRunner.Run(compiled.Models.Single(), inputs, path => Weights[path]);
    }
}
