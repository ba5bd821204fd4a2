using System.Reflection;
using Modelwright.Compiler.Syntax;
using Shouldly;

namespace Modelwright.Compiler.Tests.Documentation;

/// <summary>Every diagnostic has a page that shows what gives it, what it says and what mends it.</summary>
public sealed class DiagnosticPagesTests
{
    // Diagnostics whose page shows no sample, and why.
    private static readonly IReadOnlyDictionary<string, string> WithoutSample = new Dictionary<string, string>
    {
        [Diagnostics.TooDeep.Id] = "the sample would be hundreds of brackets; the next test makes it",
        [Diagnostics.FileTooLarge.Id] = "the sample would be a megabyte; the next test makes it",
        [Diagnostics.ClassNameTaken.Id] = "it takes two files and a project; the generator's tests make them",
        [Diagnostics.TooManyImports.Id] = "it takes scores of files; the tests of imports make them",
        [Diagnostics.UnusedImport.Id] = "it takes two files; the corpus has them",
        [Diagnostics.Internal.Id] = "no text is known that gives it",
    };

    internal static readonly IReadOnlyList<DiagnosticKind> Kinds = typeof(Diagnostics).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (DiagnosticKind)field.GetValue(null)!).OrderBy(kind => kind.Id, StringComparer.Ordinal).ToList();

    public static TheoryData<string> Sampled() => new(Kinds.Select(k => k.Id).Where(id => !WithoutSample.ContainsKey(id)));

    [Fact]
    public void Every_diagnostic_has_a_page_with_its_title() =>
        DiagnosticPage.All.Select(p => p.Heading).ShouldBe(Kinds.Select(k => $"# {k.Id}: {k.Title}"));

    [Fact]
    public void Every_diagnostic_is_in_the_index() =>
        File.ReadAllLines(Path.Combine(DiagnosticPage.Folder, "README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal))
            .Select(line => string.Join('|', line.Split('|').Take(3)))
            .ShouldBe(Kinds.Select(k => $"| [{k.Id}]({k.Id}.md) | {k.Title} "));

    [Theory]
    [MemberData(nameof(Sampled))]
    public void The_sample_of_a_page_gives_exactly_the_lines_shown(string id)
    {
        var page = DiagnosticPage.All.Single(p => p.Id == id);
        page.Failing.ShouldNotBeNull();
        var lines = page.Compile().Diagnostics.Select(d => d.ToString()).ToList();
        lines.ShouldBe(page.Lines);
        lines.ShouldAllBe(line => line.Contains($" {id}: "));
        page.IsMended.ShouldBeTrue();
    }

    [Fact]
    public void What_no_page_can_show_is_refused_as_well()
    {
        var deep = "const deep = " + new string('(', 300) + "1" + new string(')', 300);
        Errors(deep, new CompileOptions()).ShouldBe(["sample.model(1,270): error MW0020: this is nested more than 256 levels deep"]);
        var large = "//" + new string(' ', Parser.LargestFile);
        Errors(large, new CompileOptions()).ShouldBe(["sample.model(1,1): error MW0021: this file has 1048578 characters; 1048576 are the most"]);
    }

    private static IEnumerable<string> Errors(string text, CompileOptions options) =>
        ModelCompiler.Compile([new SourceText("sample.model", text)], options).Diagnostics.Select(d => d.ToString());
}
