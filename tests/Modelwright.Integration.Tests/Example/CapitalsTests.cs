using Acme;
using Acme.Models;
using Modelwright.Compiler;
using Modelwright.Compiler.Lowering;
using Modelwright.Compiler.Syntax;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Example;

/// <summary>The example's program as weights.</summary>
public class CapitalsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "examples", "Recurrent");

    private static readonly string Weights = Path.Combine(Folder, "capitals_rnn.safetensors");

    [Theory]
    [InlineData("CAN", "OTT")]
    [InlineData("AUS", "VIE")]
    [InlineData("KEN", "NAI")]
    [InlineData("OTT", null)]
    public void The_network_looks_up(string country, string? capital) =>
        new Dictionary(CapitalsGatedLinearRnn.Load(Weights)).LookUp(country).ShouldBe(capital);

    [Fact]
    public void The_network_gives_what_the_program_gives()
    {
        var network = CapitalsGatedLinearRnn.Load(Weights);
        var program = Capitals.Initialize(0);
        float[] letters = [.. "FRAAUSVIEBULSOFFRAPARGERBER".Select(letter => (float)(letter - 'A' + 1))];
        var (actual, expected) = (new float[letters.Length], new float[letters.Length]);

        network.Forward(letters, letters.Length, actual);
        program.Forward(letters, letters.Length, expected);

        actual.ShouldBe(expected);
        string.Concat(actual[^9..].Select(letter => (char)('A' + (int)letter - 1))).ShouldBe("PARPARPAR");
    }

    [Fact]
    public void The_files_are_what_the_program_lowers_to()
    {
        var source = new SourceText("capitals.model", File.ReadAllText(Path.Combine(Folder, "capitals.model")));
        var graph = ModelCompiler.Compile([source], new CompileOptions()).Models.Single();
        var lowered = ProgramLowering.Lower(graph, new LoweringOptions
        {
            Target = LoweringTarget.GatedLinearRnn, Ranges = new Dictionary<string, Interval> { ["x"] = new(0, 26) }, Steps = 256,
        }).Model!;

        lowered.Text.ShouldBe(File.ReadAllText(Path.Combine(Folder, "capitals_rnn.model")).ReplaceLineEndings("\n"));
        using var file = new SafetensorsReader(Weights);
        file.Entries.Select(entry => entry.Name).ShouldBe(lowered.Parameters.Select(parameter => parameter.Path), ignoreOrder: true);
        foreach (var parameter in lowered.Parameters)
            file.Read(parameter.Path).As<float>().ToArray().ShouldBe(parameter.Data, parameter.Path);
    }
}
