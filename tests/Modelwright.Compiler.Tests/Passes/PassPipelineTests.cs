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
    public void A_second_run_changes_nothing()
    {
        var once = PassPipeline.Run(SmallModel.Build());
        GraphPrinter.Print(PassPipeline.Run(once)).ShouldBe(GraphPrinter.Print(once));
    }

    [Fact]
    public void The_same_graph_gives_the_same_text() =>
        GraphPrinter.Print(PassPipeline.Run(SmallModel.Build())).ShouldBe(GraphPrinter.Print(PassPipeline.Run(SmallModel.Build())));
}
