using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;

namespace Modelwright.Compiler.Tests.Passes;

public class PassPipelineTests
{
    [Fact]
    public Task A_model_before_passes() => Verify(GraphPrinter.Print(SmallModel.Build())).ToTask();

    [Fact]
    public Task A_model_after_passes() => Verify(GraphPrinter.Print(PassPipeline.Run(SmallModel.Build()))).ToTask();

    [Fact]
    public void Every_pass_keeps_the_meaning()
    {
        var before = SmallModel.Build();
        PassPipeline.Run(before, (_, after) => after.ShouldMeanTheSameAs(before));
    }

    [Fact]
    public void Every_pass_keeps_the_meaning_of_any_graph()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var before = new RandomGraph(seed).Build();
            GraphVerifier.Verify(before);
            PassPipeline.Run(before, (pass, after) => after.ShouldMeanTheSameAs(before, seed, $"{pass.Name} on the graph of seed {seed}"));
        }
    }

    [Fact]
    public void A_second_run_changes_nothing()
    {
        var once = PassPipeline.Run(SmallModel.Build());
        GraphPrinter.Print(PassPipeline.Run(once)).ShouldBe(GraphPrinter.Print(once));
    }

    [Fact]
    public void The_same_graph_gives_the_same_text() =>
        GraphPrinter.Print(PassPipeline.Run(SmallModel.Build())).ShouldBe(GraphPrinter.Print(PassPipeline.Run(SmallModel.Build())));
}
