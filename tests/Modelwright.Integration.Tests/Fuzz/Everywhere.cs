using Modelwright.Compiler.Syntax;
using Modelwright.Fuzz;

namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>Checks a text with everything that holds for one that is right, at several sizes.</summary>
internal static class Everywhere
{
    // Batches of 2 and 3, sequences of 5 and 6 steps, pieces of 2 and 3.
    private static readonly int[] Seeds = [4, 5];

    public static void Holds(string model)
    {
        foreach (var seed in Seeds)
            InputKind.CheckModel(new SourceText("found.model", model), seed, withBackends: true);
    }
}
