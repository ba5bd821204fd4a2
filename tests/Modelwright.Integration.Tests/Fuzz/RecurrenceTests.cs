using Modelwright.Compiler;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>Recurrences that are affine in their states are found to be, however they are written, and stay what they are.</summary>
public sealed class RecurrenceTests
{
    private const int PerTest = 10;

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, 8).Select(i => i * PerTest)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Affine_recurrences_are_recognised_and_every_back_end_agrees(int start)
    {
        for (var seed = start; seed < start + PerTest; seed++)
        {
            var recurrence = RandomRecurrence.Of(seed);
            try
            {
                Operators(recurrence.Text).ShouldBe(recurrence.Operators, ignoreOrder: true);
                Everywhere.Holds(recurrence.Text);
            }
            catch (Exception failure)
            {
                Assert.Fail($"{seed}: {failure}\n{recurrence.Text}");
            }
        }
    }

    private static List<string> Operators(string text)
    {
        var result = ModelCompiler.Compile([new SourceText("random.model", text)], new CompileOptions());
        result.Diagnostics.Select(d => d.ToString()).ShouldBeEmpty();
        return PassPipeline.Run(result.Models.Single()).Functions.SelectMany(f => f.Nodes).Select(node => node.Operator switch
        {
            LinearScan scan => $"{(node.Inputs.Count > 5 ? "corrected" : "added")} {scan.Writes}",
            DiagonalScan => "diagonal",
            Scan => "step by step",
            _ => "",
        }).Where(name => name.Length > 0).ToList();
    }
}
