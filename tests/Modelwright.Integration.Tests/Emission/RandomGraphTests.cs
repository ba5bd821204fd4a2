using Modelwright.Compiler.Passes;

namespace Modelwright.Integration.Tests.Emission;

public class RandomGraphTests
{
    private const int PerTest = 20;

    public static TheoryData<int> Starts => [.. Enumerable.Range(0, 10).Select(i => i * PerTest)];

    [Theory]
    [MemberData(nameof(Starts))]
    public void Random_graphs_agree(int start)
    {
        for (var seed = start; seed < start + PerTest; seed++)
        {
            var graph = RandomGraph.Of(seed);
            new Agreement(seed % 2 == 0 ? graph : PassPipeline.Run(graph), new Dictionary<string, int> { ["B"] = 1 + (seed % 3), ["T"] = 1 + (seed % 7) }, seed)
                .ShouldHold(1e-4)
                .ShouldHoldInOnnx(1e-4);
        }
    }
}
