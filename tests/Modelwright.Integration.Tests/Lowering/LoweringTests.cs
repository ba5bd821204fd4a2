using Modelwright.Compiler;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Lowering;
using Modelwright.Compiler.Reference;
using Modelwright.Compiler.Syntax;
using Modelwright.OnnxRuntime;

namespace Modelwright.Integration.Tests.Lowering;

/// <summary>What a lowering takes besides the published programs, and what it makes of it.</summary>
public class LoweringTests
{
    [Fact]
    public void Shifts_sums_positions_shapes_and_several_inputs_have_weights()
    {
        var program = Compile("""
            model Mixed {
                input t : float[T, 2, 2]
                input h : int64[T]
                stream T
                let both[n, i, j] = t[n, i, j] + 2 * t[n - 2, j, i]
                output y : float[T, 2, 2] = [n, i, j] => clamp(both[n, i, j], -1, n)
                output z : float[T] = [n] => cumsum[n](float(h[n])) + sum[i](t[n, i, 0])
                output a : float[T, 3] = [n, i] => 0.5 * float(h[n]) - i
            }
            """);
        var inputs = new Dictionary<string, TensorData>
        {
            ["t"] = TensorData.Of(Enumerable.Range(0, 24).Select(i => ((i * 7) % 11) - 5f).ToArray(), 6, 2, 2),
            ["h"] = TensorData.Of([3L, -1, 4, 1, -5, 9], 6),
        };
        foreach (var target in Enum.GetValues<LoweringTarget>())
        {
            var lowered = Lowered.Of(program, new LoweringOptions { Target = target });
            var expected = ReferenceRunner.Run(program, inputs, _ => throw new InvalidOperationException());
            new Tolerance(0, target is LoweringTarget.Lstm or LoweringTarget.Gru ? 1e-5 : 0).Check(lowered.RunNatively(inputs), expected);
        }
    }

    [Fact]
    public void What_a_state_was_before_the_step_can_be_read()
    {
        var program = Compile("""
            model Before {
                input x : float[T, 1]
                stream T
                output y : float[T, 4] = Lag(x)
            }

            recurrence Lag(x: float[T, 1]) over T is lsrl -> float[T, 4] {
                state sum  : float[1] = 3
                state last : float[1] = 7
                let was   = sum + 0
                let given = last + 0
                sum += relu(x)
                last = x
                return concat([sum, was, given, relu(was - given)])
            }
            """);
        var inputs = new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f, -2, 5, 0.5f], 4, 1) };
        foreach (var target in Enum.GetValues<LoweringTarget>())
        {
            var outputs = Lowered.Of(program, new LoweringOptions { Target = target }).RunNatively(inputs);
            outputs["y"].As<float>().ToArray().Select(v => (float)Math.Round(v, 4))
                .ShouldBe([4f, 3, 7, 0, 4, 4, 1, 3, 9, 4, -2, 6, 9.5f, 9, 5, 4], target.Word());
        }
    }

    [Fact]
    public void Parameters_of_a_program_are_numbers_of_it()
    {
        var program = Compile("""
            model Net {
                input x : float[T, 2]
                stream T
                output y : float[T, 1] = relu(Linear(x, 1, bias: true) as fc)
            }
            """);
        var weights = new Dictionary<string, DenseTensor> { ["fc.weight"] = new([1, 2], [2, -3]), ["fc.bias"] = new([1], [0.5]) };

        var lowered = Lowered.Of(program, new LoweringOptions { Target = LoweringTarget.LinearRnn, Parameters = p => weights[p.Path] });

        lowered.Weights["front.mlp.0.weight"].As<float>().ToArray().ShouldBe([2f, -3]);
        lowered.Weights["front.mlp.0.bias"].As<float>().ToArray().ShouldBe([0.5f]);
        lowered.Report.Layers.Select(l => l.Path).ShouldBe(["front.mlp.0", "out"]);
    }

    [Fact]
    public void A_large_constant_is_the_power_of_two_above_what_it_holds_back()
    {
        var program = Compile("""
            model Choice {
                input x : float[T, 2]
                stream T
                output y : float[T, 1] = [t, i] => step(x[t, 0]) * (3 * x[t, 1])
            }
            """);
        LoweringReport Report(LoweringOptions options) => Lowered.Of(program, options).Report;

        Report(new LoweringOptions { Target = LoweringTarget.LinearRnn }).LargeConstants.ShouldBe([4096d]);
        Report(new LoweringOptions { Target = LoweringTarget.LinearRnn, Ranges = new Dictionary<string, Interval> { ["x"] = new(-10, 8) } }).LargeConstants.ShouldBe([32d]);
        Report(new LoweringOptions { Target = LoweringTarget.GatedLinearRnn }).LargeConstants.ShouldBeEmpty();

        // What is never negative takes one rectifier instead of two, and so does the step of it.
        Report(new LoweringOptions { Target = LoweringTarget.LinearRnn, Ranges = new Dictionary<string, Interval> { ["x"] = new(0, 8) } }).Rectifiers
            .ShouldBe(Report(new LoweringOptions { Target = LoweringTarget.LinearRnn }).Rectifiers - 2);
    }

    [Theory]
    [InlineData("direct", "1e10")]
    [InlineData("step", "1e10")]
    [InlineData("direct", "1024.0")]
    public void A_conditional_keeps_all_digits_of_its_value(string form, string large)
    {
        var program = Compile($$"""
            model Choice {
                input x : float[T, 3]
                stream T
                let c[t, i: 1] = larger(x[t, 0], 0.5)
                output y : float[T, 1] = [t, i] => ifelse(c[t, i], x[t, 1], x[t, 2], form: "{{form}}", large: {{large}})
            }
            """);
        var inputs = new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f, 0.1f, -0.3f, 0, 0.1f, -0.3f, 1, -0.7f, 9, 0, 5, 1e-3f], 4, 3) };
        foreach (var target in new[] { LoweringTarget.LinearRnn, LoweringTarget.ReluRnn, LoweringTarget.GatedLinearRnn })
            Lowered.Of(program, new LoweringOptions { Target = target }).RunNatively(inputs)["y"].As<float>().ToArray().ShouldBe([0.1f, -0.3f, -0.7f, 1e-3f], target.Word());
    }

    private static ModelGraph Compile(string text)
    {
        var result = ModelCompiler.Compile([new SourceText("program.model", text)], new CompileOptions());
        result.Diagnostics.Select(d => d.ToString()).ShouldBeEmpty();
        return result.Models.Single();
    }
}
