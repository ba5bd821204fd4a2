using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Tests.Corpus;
using Modelwright.Testing;

namespace Modelwright.Compiler.Tests.Documentation;

/// <summary>The lists of ids that the build tools read, and the corpus, agree with the catalogue.</summary>
public sealed class ReleaseTrackingTests
{
    // Ids that no file of the corpus can give, and why.
    private static readonly IReadOnlyDictionary<string, string> WithoutFile = new Dictionary<string, string>
    {
        [Diagnostics.FileTooLarge.Id] = "the file would be a megabyte",
        [Diagnostics.ClassNameTaken.Id] = "it takes a project; the generator's tests make one",
        [Diagnostics.TooManyImports.Id] = "it takes scores of files; the tests of imports make them",
        [Diagnostics.Internal.Id] = "no text is known that gives it",
    };

    [Fact]
    public void Every_id_is_tracked_with_its_severity_and_title() =>
        Rules("Shipped").Concat(Rules("Unshipped")).Order(StringComparer.Ordinal).ShouldBe(
            DiagnosticPagesTests.Kinds.Select(k => $"{k.Id} | Modelwright | {k.Severity} | {k.Title}"));

    [Fact]
    public void Every_id_has_a_file_in_the_corpus()
    {
        var given = CorpusFile.Names.SelectMany(name => CorpusFile.Read(name).Compile().Diagnostics).Select(d => d.Kind.Id).ToHashSet();
        DiagnosticPagesTests.Kinds.Select(k => k.Id).Where(id => !given.Contains(id)).ShouldBe(WithoutFile.Keys, ignoreOrder: true);
    }

    private static IEnumerable<string> Rules(string list) => File
        .ReadAllLines(Path.Combine(Repository.Root, "generators", "Modelwright.Generator", $"AnalyzerReleases.{list}.md"))
        .Where(line => line.StartsWith("MW", StringComparison.Ordinal))
        .Select(line => string.Join(" | ", line.Split('|').Select(column => column.Trim())));
}
