using Modelwright.Compiler.Syntax;

namespace Modelwright.Fuzz;

/// <summary>A long run over many inputs.</summary>
internal static class Campaign
{
    private const int MostFailures = 20;

    /// <summary>
    /// Checks so many inputs of each kind in turn. What fails is made small and saved beside where the program runs; the text
    /// at work is there too, for failures that end the process.
    /// </summary>
    /// <returns>Whether nothing failed.</returns>
    public static bool Run(IReadOnlyList<InputKind> kinds, int firstSeed, int count, TextWriter output)
    {
        const string AtWork = "fuzz-at-work.model";
        var failures = new Dictionary<string, int>();
        for (var i = 0; i < count && failures.Count < MostFailures; i++)
        {
            var (kind, seed) = (kinds[i % kinds.Count], firstSeed + (i / kinds.Count));
            if (i % 1000 == 0)
                output.WriteLine($"{i} of {count}");
            var text = kind.Make(seed);
            File.WriteAllText(AtWork, text.Text);
            if (Failure(kind, text, seed) is not { } failure)
                continue;
            var known = failures.GetValueOrDefault(failure.Symptom);
            failures[failure.Symptom] = known + 1;
            if (known > 0)
                continue;
            output.WriteLine($"{kind.Name} {seed}: {failure.Message}");
            var small = failure.Symptom.StartsWith("hangs", StringComparison.Ordinal) || failure.Symptom.StartsWith("does not compile", StringComparison.Ordinal)
                ? text : Shrinker.Shrink(text, t => Failure(kind, t, seed)?.Symptom);
            var path = $"fuzz-{kind.Name}-{seed}.model";
            File.WriteAllText(path, small.Text);
            output.WriteLine($"saved as {path}");
        }

        File.Delete(AtWork);
        foreach (var (symptom, times) in failures)
            output.WriteLine($"{times} times: {symptom}");
        return failures.Count == 0;
    }

    private static FuzzException? Failure(InputKind kind, SourceText text, int seed)
    {
        try
        {
            kind.Check(text, seed);
            return null;
        }
        catch (FuzzException failure)
        {
            return failure;
        }
        catch (Exception thrown)
        {
            return new FuzzException(thrown.ToString(), thrown);
        }
    }
}
