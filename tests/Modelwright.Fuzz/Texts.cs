using System.Text.RegularExpressions;
using Modelwright.Compiler.Syntax;
using Modelwright.Testing;

namespace Modelwright.Fuzz;

/// <summary>Every <c>.model</c> text of the repository: files, and samples of the documentation.</summary>
public static partial class Texts
{
    private static readonly Lazy<IReadOnlyList<SourceText>> Found = new(() => [.. Files().Concat(Samples())]);

    /// <summary>The texts, always in the same order.</summary>
    public static IReadOnlyList<SourceText> All => Found.Value;

    private static IEnumerable<SourceText> Files() =>
        Under("*.model").Select(file => new SourceText(file, File.ReadAllText(file)));

    private static IEnumerable<SourceText> Samples() =>
        Under("*.md").SelectMany(file => Fence().Matches(File.ReadAllText(file)).Select(match => new SourceText(file, match.Groups["text"].Value)));

    private static IEnumerable<string> Under(string pattern) => Directory
        .EnumerateFiles(Repository.Root, pattern, SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" || part.StartsWith('.')))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^```model[^\n]*\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Fence();
}
