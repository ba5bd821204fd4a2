using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;

namespace Modelwright.Compiler.Tests.Passes;

public class ModelSummaryTests
{
    private readonly ModelSummary _summary = ModelSummary.Of(PassPipeline.Run(SmallModel.Build()));

    [Fact]
    public void Parameters_are_a_tree_of_instances()
    {
        var layer = (4 * 8 * 8) + 8;
        _summary.Root.ParameterCount.ShouldBe((16 * 8) + (2 * layer) + 8);
        _summary.Root.ParameterBytes.ShouldBe(4 * _summary.Root.ParameterCount);
        _summary.Root.Parameters.Select(p => p.Path).ShouldBe(["embed"]);
        _summary.Root.Parts.Select(p => p.Name).ShouldBe(["norm", "layers"], ignoreOrder: true);
        var layers = _summary.Root.Parts.Single(p => p.Name == "layers").Parts;
        layers.Select(p => (p.Name, p.ParameterCount)).ShouldBe([("0", layer), ("1", layer)]);
        layers[1].Parts.SelectMany(p => p.Parameters).Select(p => p.Path).ShouldContain("layers.1.q.weight");
    }

    [Fact]
    public void A_step_costs_more_the_longer_the_history()
    {
        var flops = _summary.FlopsPerStep.ShouldNotBeNull();
        long At(long position) => flops.Evaluate(symbol => symbol == "T" ? position : 1);

        // Each layer reads a key and a value of 8 numbers for every step so far, a multiply-add each.
        (At(11) - At(10)).ShouldBe(2 * 2 * 2 * 8);
        _summary.Flops.Evaluate(symbol => symbol == "T" ? 10 : 1).ShouldBeGreaterThan(10 * At(1));
    }

    [Fact]
    public void State_is_what_histories_keep()
    {
        _summary.States.Select(s => s.Path).ShouldBe(["layers.0.k", "layers.0.v", "layers.1.k", "layers.1.v"]);
        _summary.StateBytesPerStep.ToString().ShouldBe("128 * B");
        _summary.StateBytes(100).ToString().ShouldBe("12800 * B");
    }
}
