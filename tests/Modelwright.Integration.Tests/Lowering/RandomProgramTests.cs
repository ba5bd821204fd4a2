using Modelwright.Compiler;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Lowering;
using Modelwright.Compiler.Syntax;
using Modelwright.OnnxRuntime;

namespace Modelwright.Integration.Tests.Lowering;

/// <summary>Random programs give the same as weights of any architecture.</summary>
public class RandomProgramTests
{
    private const int Programs = 40;
    private const int Native = 3;
    private const int Steps = 12;

    public static TheoryData<string> Targets => new(LoweringTargetNames.All);

    [Theory]
    [MemberData(nameof(Targets))]
    public void Weights_give_what_the_program_gives(string target)
    {
        var architecture = LoweringTargetNames.Parse(target)!.Value;
        var isExact = architecture is LoweringTarget.LinearRnn or LoweringTarget.GatedLinearRnn or LoweringTarget.ReluRnn;
        for (var seed = 0; seed < Programs; seed++)
        {
            var text = RandomProgram.Write(seed, multiplies: architecture == LoweringTarget.GatedLinearRnn && seed % 3 == 0);
            var program = Compile(text);
            var options = new LoweringOptions { Target = architecture };
            if (seed % 2 == 0)
                options = options with { Ranges = new Dictionary<string, Interval> { ["x"] = new(-4, 4) }, Steps = Steps };
            var result = ProgramLowering.Lower(program, options);
            result.Diagnostics.Select(d => $"{seed}: {d}\n{text}").ShouldBeEmpty();
            var lowered = Lowered.Of(program, options);
            var inputs = new Dictionary<string, TensorData> { ["x"] = Input(seed) };

            var expected = ReferenceRunner.Run(program, inputs, _ => throw new InvalidOperationException());
            Check(expected["y"], lowered.Interpret(inputs)["y"], isExact ? 0 : 1e-5, $"{seed}\n{text}");
            if (seed < Native)
                Check(expected["y"], lowered.RunNatively(inputs)["y"], isExact ? 0 : 1e-5, $"{seed}, natively\n{text}");
        }
    }

    private static void Check(TensorData expected, TensorData actual, double tolerance, string what)
    {
        var (e, a) = (expected.As<float>().ToArray(), actual.As<float>().ToArray());
        var scale = Math.Max(1, e.Max(Math.Abs));
        for (var i = 0; i < e.Length; i++)
            Math.Abs((double)a[i] - e[i]).ShouldBeLessThanOrEqualTo(tolerance * scale, $"element {i} is {a[i]}, not {e[i]}, of {what}");
    }

    private static ModelGraph Compile(string text)
    {
        var result = ModelCompiler.Compile([new SourceText("program.model", text)], new CompileOptions());
        result.Diagnostics.Where(d => d.Kind.Severity == Severity.Error).Select(d => $"{d}\n{text}").ShouldBeEmpty();
        return result.Models.Single();
    }

    private static TensorData Input(int seed)
    {
        var random = new Random(1000 + seed);
        return TensorData.Of(Enumerable.Range(0, Steps * 2 * RandomProgram.Width).Select(_ => random.Next(-8, 9) / 2f).ToArray(), Steps, 2 * RandomProgram.Width);
    }
}
