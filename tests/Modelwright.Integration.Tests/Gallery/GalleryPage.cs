using System.Text;
using System.Text.RegularExpressions;
using Modelwright.Integration.Tests.Cases;

namespace Modelwright.Integration.Tests.Gallery;

/// <summary>The page that shows every architecture: what it is, its signature, a model with it, and how far each back end is from the published numbers.</summary>
internal static partial class GalleryPage
{
    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["attention"] = "Attention",
        ["recurrence"] = "Recurrences",
        ["residual"] = "Residual connections and depth",
        ["mlp"] = "Feed-forward layers",
        ["activations"] = "Activations",
        ["moe"] = "Mixtures of experts and conditional computation",
    };

    private static readonly (string Title, string Name)[] Backends =
    [
        ("native", Backend.Native), ("in threes", Backend.ThreeByThree), ("ONNX Runtime", Backend.Onnx), ("interpreter", Backend.Reference),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="architectures">What to show.</param>
    /// <param name="difference">The largest difference of a case on a back end; null where the case does not run on it.</param>
    public static string Write(IReadOnlyList<Architecture> architectures, Func<ReferenceCase, string, double?> difference)
    {
        var page = new StringBuilder("""
            # Architectures

            Every architecture below is a block of the [standard library](../src/Modelwright.Compiler/Std): a text in the language, which
            the compiler does not know by name. For each there are its signature, a model that uses it, and the largest difference between
            what a back end computes and what the published equations give in double precision, as a part of the greatest number in the
            output. "In threes" is a session that takes three steps at a time; a dash stands where a model does not stream. The models are the
            [reference cases](../tests/Cases) of the tests; a test run measures and writes this page.


            """);
        foreach (var family in architectures.GroupBy(a => a.Family))
        {
            page.Append($"- [{Titles[family.Key]}](#{Anchor(Titles[family.Key])}): ")
                .AppendJoin(", ", family.Select(a => $"[{a.Declaration.Name.Text}](#{Anchor(a.Declaration.Name.Text)})")).Append('\n');
        }

        foreach (var family in architectures.GroupBy(a => a.Family))
        {
            page.Append($"\n## {Titles[family.Key]}\n");
            foreach (var architecture in family)
                Write(page, architecture, difference);
        }

        return page.ToString();
    }

    private static void Write(StringBuilder page, Architecture architecture, Func<ReferenceCase, string, double?> difference)
    {
        page.Append($"\n### {architecture.Declaration.Name.Text}\n\n{architecture.Declaration.Documentation}\n");
        page.Append($"\n```text\n{architecture.Signature}\n```\n");
        page.Append($"\n```model\n{WithoutNamespace(architecture.Cases[0].Text)}\n```\n");
        page.Append($"\n| case | {string.Join(" | ", Backends.Select(b => b.Title))} |\n| --- |{string.Concat(Backends.Select(_ => " ---: |"))}\n");
        foreach (var reference in architecture.Cases)
        {
            page.Append($"| `{reference.Name}` | ")
                .AppendJoin(" | ", Backends.Select(backend => difference(reference, backend.Name) is { } most ? Figure(most) : "–")).Append(" |\n");
        }
    }


    /// <summary>A difference to one digit.</summary>
    public static string Figure(double difference) => difference == 0 ? "0" : difference.ToString("0e-0");

    private static string WithoutNamespace(string text) => NamespaceLine().Replace(text, "").Trim();

    // As GitHub makes them.
    private static string Anchor(string title) => title.ToLowerInvariant().Replace(' ', '-');

    [GeneratedRegex(@"^namespace .*$", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
