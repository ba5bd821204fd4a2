using Modelwright.Compiler.Syntax;
using Modelwright.Fuzz.Models;

namespace Modelwright.Fuzz;

/// <summary>A kind of input: how the one of a seed is made, and what has to hold for it.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Make">The input of a seed.</param>
/// <param name="Check">Throws where something does not hold.</param>
public sealed record InputKind(string Name, Func<int, SourceText> Make, Action<SourceText, int> Check)
{
    // C# is compiled for a model now and then; everything else runs for each.
    private const int ModelsPerBuild = 20;

    /// <summary>Texts of random bytes.</summary>
    public static InputKind Bytes { get; } = new("bytes", seed => new SourceText("bytes.model", RandomBytes.Text(seed)), (text, _) => TextInvariants.Check(text));

    /// <summary>The repository's texts with slips.</summary>
    public static InputKind Tokens { get; } = new("tokens", MutatedText, (text, _) => TextInvariants.Check(text));

    /// <summary>Models that are right.</summary>
    public static InputKind Models { get; } = new("models", seed => new SourceText("random.model", ModelText.Of(seed)), (text, seed) => CheckModel(text, seed, withBackends: seed % ModelsPerBuild == 0));

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<InputKind> All { get; } = [Bytes, Tokens, Models];

    private static SourceText MutatedText(int seed)
    {
        var text = Texts.All[seed % Texts.All.Count];
        return new SourceText(text.Path, TokenMutation.Of(text.Text, new Random(seed)));
    }

    /// <summary>Checks a model that is right, with C# compiled for it or without.</summary>
    /// <exception cref="FuzzException">Something does not hold.</exception>
    public static void CheckModel(SourceText text, int seed, bool withBackends)
    {
        ModelInvariants.CheckGraph(text, seed);
        TextInvariants.Check(text);
        if (withBackends)
            ModelInvariants.CheckBackends(text, seed);
    }
}
