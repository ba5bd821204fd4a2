using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Testing;

namespace Modelwright.Compiler.Tests.Passes;

public class WholeModelTests
{
    public static TheoryData<string> Cases => [.. Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests", "Cases"), "case.model", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Passes_keep_the_meaning_of_every_case(string path)
    {
        var before = Compile(path);
        PassPipeline.Run(before).ShouldMeanTheSameAs(before);
    }

    [Fact]
    public void A_layer_of_ByteLm_is_one_attention_and_eight_products()
    {
        var graph = PassPipeline.Run(Compile("examples/ByteLm/byte_lm.model"));

        graph.Functions.Select(f => f.Name).ShouldBe(["GatedAttention", "Layers", "ByteLm"]);
        Count<Attention>(graph, "GatedAttention").ShouldBe(1);
        Count<Einsum>(graph, "GatedAttention").ShouldBe(5);
        Count<Einsum>(graph, "Layers").ShouldBe(3);
        Count<Einsum>(graph, "ByteLm").ShouldBe(1);
        graph.Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<Reduce>().ShouldAllBe(r => r.Kind == ReduceKind.Mean);
    }

    [Fact]
    public Task ByteLm_after_passes() => Verify(GraphPrinter.Print(PassPipeline.Run(Compile("examples/ByteLm/byte_lm.model")))).ToTask();

    [Fact]
    public Task A_recurrent_layer_after_passes() =>
        Verify(GraphPrinter.Print(PassPipeline.Run(Compile("tests/Cases/recurrence/lstm/case.model")))).ToTask();

    private static int Count<T>(ModelGraph graph, string function) =>
        graph.Functions.Single(f => f.Name == function).Nodes.Count(n => n.Operator is T);

    private static ModelGraph Compile(string path)
    {
        var text = new SourceText(path, File.ReadAllText(Path.Combine(Repository.Root, path)));
        var result = ModelCompiler.Compile([text], new CompileOptions());
        result.Diagnostics.ShouldNotContain(d => d.Kind.Severity == Severity.Error);
        return result.Models.ShouldHaveSingleItem();
    }
}
