using System.Text.RegularExpressions;
using Modelwright.Compiler.Syntax;
using Modelwright.Testing;
using Shouldly;

namespace Modelwright.Compiler.Tests.Documentation;

/// <summary>Every sample of the documentation compiles.</summary>
public sealed partial class LanguageReferenceTests
{
    public static TheoryData<string, int, string> Samples()
    {
        var data = new TheoryData<string, int, string>();
        foreach (var file in Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.TopDirectoryOnly)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            var number = 0;
            foreach (Match sample in Fence().Matches(File.ReadAllText(file)))
                data.Add(Path.GetRelativePath(Repository.Root, file), ++number, sample.Groups[1].Value);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_compiles(string file, int number, string text) =>
        ModelCompiler.Compile([new SourceText($"{file}#{number}", text)], new CompileOptions()).Diagnostics
            .Where(d => d.Kind.Severity == Severity.Error).Select(d => d.ToString()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_gives_no_warning_of_what_it_computes(string file, int number, string text) =>
        ModelCompiler.Compile([new SourceText($"{file}#{number}", text)], new CompileOptions()).Diagnostics
            .Where(d => d.Kind == Diagnostics.AxisOfOne || d.Kind == Diagnostics.DeadParameter).Select(d => d.ToString()).ShouldBeEmpty();

    [GeneratedRegex(@"^```model\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex Fence();
}
