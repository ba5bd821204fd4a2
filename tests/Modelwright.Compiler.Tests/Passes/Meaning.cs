using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Tests.Passes;

/// <summary>Compares graphs by what the reference interpreter makes of them.</summary>
internal static class Meaning
{
    /// <summary>Both graphs give the same outputs, to 1e-12 of their size, from the same random inputs and parameters.</summary>
    public static void ShouldMeanTheSameAs(this ModelGraph actual, ModelGraph expected, int seed = 1, string what = "")
    {
        GraphVerifier.Verify(actual);
        actual.AllParameters().OrderBy(p => p.Path).ShouldBe(expected.AllParameters().OrderBy(p => p.Path));
        var (before, after) = (Run(expected, seed), Run(actual, seed));
        foreach (var (name, tensor) in before)
        {
            after[name].Shape.ShouldBe(tensor.Shape, name);
            for (var i = 0; i < tensor.Data.Length; i++)
                IsClose(after[name].Data[i], tensor.Data[i]).ShouldBeTrue($"{what}: {name}[{i}] is {after[name].Data[i]}, not {tensor.Data[i]}");
        }
    }

    private static bool IsClose(double a, double b) =>
        a.Equals(b) || Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    private static IReadOnlyDictionary<string, DenseTensor> Run(ModelGraph graph, int seed)
    {
        var random = new Random(seed);
        var inputs = graph.Inputs.ToDictionary(p => p.Name, p => Fill(p.Type, random));
        var parameters = graph.AllParameters().OrderBy(p => p.Path, StringComparer.Ordinal).ToDictionary(p => p.Path, p => Fill(p.Type, random));
        return Interpreter.Run(graph, inputs, path => parameters[path]);
    }

    private static DenseTensor Fill(TensorType type, Random random)
    {
        var tensor = new DenseTensor(type.Shape.Select(d => (int)d.Evaluate(symbol => symbol == "B" ? 2 : 5)).ToArray());
        for (var i = 0; i < tensor.Data.Length; i++)
            tensor.Data[i] = type.Element.IsFloat() ? (random.NextDouble() * 2) - 1 : random.Next(2);
        return tensor;
    }
}
