using Modelwright.Compiler.Lowering;
using Modelwright.Compiler.Syntax;
using Modelwright.Integration.Tests.Cases;

namespace Modelwright.Integration.Tests.Lowering;

/// <summary>Every LSRL case as the weights of every architecture.</summary>
public class CaseLoweringTests
{
    // Programs that multiply numbers which are not steps: gates alone can.
    private static readonly string[] WithProducts = ["lsrl/p2_six_outputs_golden", "lsrl/p2_six_outputs_signed", "lsrl/p4_ifelse"];

    private static readonly LoweringTarget[] WithGates = [LoweringTarget.GatedLinearRnn, LoweringTarget.Lstm];

    // A product of an LSTM goes through sigmoids near 1/2: as far apart, of the largest product that is reckoned with.
    private const double Gate = 1e-4;

    private static IEnumerable<string> Cases => ReferenceCase.All.Keys.Where(name => name.StartsWith("lsrl/", StringComparison.Ordinal));

    public static TheoryData<string, string> Lowerable => Rows((name, target) => CanBeLowered(name, target));

    public static TheoryData<string, string> Refused => Rows((name, target) => !CanBeLowered(name, target));

    [Theory]
    [MemberData(nameof(Lowerable))]
    public void Weights_give_what_the_program_gives(string name, string target)
    {
        var reference = ReferenceCase.All[name];
        var architecture = LoweringTargetNames.Parse(target)!.Value;
        var multiplies = architecture == LoweringTarget.Lstm && WithProducts.Contains(name);
        var options = new LoweringOptions { Target = architecture };
        if (multiplies)
            options = options with { Ranges = new Dictionary<string, Interval> { ["x"] = new(-16, 16) } };

        var lowered = Lowered.Of(reference.Model.Graph, options);
        var tolerance = multiplies ? new Tolerance(0, 16 * 16 * Gate) : reference.Tolerance;
        var expected = reference.Outputs.Where(output => output.Key == "y").ToDictionary();
        tolerance.Check(lowered.RunNatively(reference.Inputs), expected);
        tolerance.Check(lowered.Interpret(reference.Inputs), expected);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_product_is_refused_where_nothing_multiplies(string name, string target)
    {
        var result = ProgramLowering.Lower(ReferenceCase.All[name].Model.Graph, new LoweringOptions { Target = LoweringTargetNames.Parse(target)!.Value });

        result.Model.ShouldBeNull();
        result.Diagnostics.ShouldAllBe(d => d.Kind == Diagnostics.NoGate);
        result.Diagnostics.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("lsrl/p6_vec2vec_2d_0", "linear-rnn", null, 1_276)]
    [InlineData("lsrl/p6_vec2vec_2d_0", "gated-linear-rnn", null, 1_276)]
    [InlineData("lsrl/p7_tok2tok_capitals", "linear-rnn", null, 9_550)]
    [InlineData("lsrl/p7_tok2tok_capitals", "gated-linear-rnn", null, 9_550)]
    [InlineData("lsrl/p7_tok2tok_capitals", "relu-rnn", null, 9_550)]
    [InlineData("lsrl/p7_tok2tok_capitals", "linear-rnn", "10", 48_631)]
    [InlineData("lsrl/p7_tok2tok_capitals", "gated-linear-rnn", "10", 48_631)]
    [InlineData("lsrl/p7_tok2tok_capitals", "relu-rnn", "10", 48_631)]
    public void Parameters_stay_below_what_is_known_to_be_enough(string name, string target, string? keyLength, int most)
    {
        var reference = ReferenceCase.All[name];
        var program = keyLength is null ? reference.Model : reference.Compile(new Dictionary<string, string> { ["key_length"] = keyLength });

        var lowered = Lowered.Of(program.Graph, new LoweringOptions { Target = LoweringTargetNames.Parse(target)!.Value });

        lowered.Report.ParameterCount.ShouldBeLessThanOrEqualTo(most);
        lowered.Report.ParameterCount.ShouldBe(lowered.Weights.Values.Sum(w => (long)w.Count));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_session_goes_step_by_step(string target)
    {
        var reference = ReferenceCase.All["lsrl/p7_tok2tok_capitals"];
        var lowered = Lowered.Of(reference.Model.Graph, new LoweringOptions { Target = LoweringTargetNames.Parse(target)!.Value });

        var (compiled, model) = (lowered.Compile(), lowered.Load());
        var outputs = Backend.Run(Backend.OneByOne, compiled, compiled.Create(lowered.Weights), reference.Inputs);

        new Tolerance(0, 0).Check(outputs, model.Run(reference.Inputs));
    }

    [Theory]
    [InlineData("linear-rnn")]
    [InlineData("gated-linear-rnn")]
    [InlineData("relu-rnn")]
    public void Counting_stays_exact_over_thousands_of_steps(string target)
    {
        var reference = ReferenceCase.All["lsrl/p3_modulo_20"];
        var lowered = Lowered.Of(reference.Model.Graph, new LoweringOptions { Target = LoweringTargetNames.Parse(target)!.Value });
        const int steps = 4000;

        var outputs = lowered.RunNatively(new Dictionary<string, TensorData> { ["x"] = TensorData.Zeros(ElementType.Float32, steps, 1) });

        outputs["y"].As<float>().ToArray().ShouldBe(Enumerable.Range(0, steps).Select(t => (float)(t % 20)));
    }

    public static TheoryData<string> Targets => new(LoweringTargetNames.All);

    private static bool CanBeLowered(string name, LoweringTarget target) => !WithProducts.Contains(name) || WithGates.Contains(target);

    private static TheoryData<string, string> Rows(Func<string, LoweringTarget, bool> isWanted)
    {
        var rows = new TheoryData<string, string>();
        foreach (var name in Cases)
        {
            foreach (var target in Enum.GetValues<LoweringTarget>().Where(target => isWanted(name, target)))
                rows.Add(name, target.Word());
        }

        return rows;
    }
}
