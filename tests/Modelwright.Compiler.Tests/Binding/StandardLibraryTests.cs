using System.Text.RegularExpressions;
using Modelwright.Compiler.Std;
using Modelwright.Compiler.Syntax;
using Modelwright.Testing;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>What the standard library has, as the language's page lists it, and what it refuses.</summary>
public sealed class StandardLibraryTests
{
    private static readonly IReadOnlyList<CallableDeclaration> Callables =
        [.. StandardLibrary.Files.SelectMany(file => file.Declarations).OfType<CallableDeclaration>()];

    [Fact]
    public void The_language_page_lists_everything_with_its_parameters()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/language.md"));
        var section = page[page.IndexOf("## Standard library", StringComparison.Ordinal)..page.IndexOf("## Limits", StringComparison.Ordinal)];
        var rows = section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line[..line.IndexOf('|', 1)]);
        var listed = rows.SelectMany(row => Regex.Matches(row, @"`(\w+)\(([^`]*)\)`").Select(m =>
            $"{m.Groups[1].Value}({string.Join(", ", m.Groups[2].Value.Split(", ").Select(p => p.Split(':')[0]))})"));

        listed.Order(StringComparer.Ordinal).ShouldBe(
            Callables.Select(c => $"{c.Name.Text}({string.Join(", ", c.Parameters.Select(p => p.Name.Text))})").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everything_is_found_by_its_name()
    {
        StandardLibrary.Names.Order(StringComparer.Ordinal).ShouldBe(Callables.Select(c => c.Name.Text).Order(StringComparer.Ordinal));
        foreach (var callable in Callables)
            StandardLibrary.Find(callable.Name.Text)!.Value.Declaration.ShouldBeSameAs(callable);
        StandardLibrary.Find("Nothing").ShouldBeNull();
    }

    [Fact]
    public void Everything_says_what_it_is() =>
        Callables.Where(c => string.IsNullOrWhiteSpace(c.Documentation)).Select(c => c.Name.Text).ShouldBeEmpty();

    [Fact]
    public void Everything_is_used_by_a_reference_case_or_by_what_is()
    {
        var used = new HashSet<string>(Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests/Cases"), "case.model", SearchOption.AllDirectories)
            .SelectMany(file => Words(File.ReadAllText(file))));
        for (var before = -1; before != used.Count;)
        {
            before = used.Count;
            foreach (var callable in Callables.Where(c => used.Contains(c.Name.Text)).ToList())
                used.UnionWith(Words(Text(callable)));
        }

        Callables.Select(c => c.Name.Text).Where(name => !used.Contains(name)).ShouldBeEmpty();

        static IEnumerable<string> Words(string text) => Regex.Matches(text, @"\w+").Select(m => m.Value);
        static string Text(CallableDeclaration callable)
        {
            var source = StandardLibrary.Files.Single(file => file.Declarations.Contains(callable)).Source;
            return source.Text.Substring(callable.Span.Start, callable.Span.Length);
        }
    }

    [Theory]
    [InlineData("heads: 3, kv_heads: 2, head_dim: 4", "MW0222: 3 query heads cannot share 2 key and value heads evenly")]
    [InlineData("heads: 2, kv_heads: 1, head_dim: 3", "MW0222: rope rotates the two halves of a head, and 3 channels have none")]
    public void Sizes_that_do_not_go_together_are_refused(string sizes, string error) => Bind.Errors(
            $"model M() {{ input x : float[B, T, 12]\n stream T\n output y : float[B, T, 12] = GatedAttention(x, {sizes}) as attn }}")
        .ShouldHaveSingleItem().ShouldEndWith(error);
}
