using Modelwright.Compiler.Std;
using Modelwright.Compiler.Syntax;
using Modelwright.Testing;

namespace Modelwright.Compiler.Tests.Corpus;

/// <summary>A warning has a reason: what is known to be right gives none.</summary>
public sealed class WarningTests
{
    // What deserves its warning: a constant that the reference has and does not use.
    private static readonly string[] Deserved = ["tests/Cases/residual/residual_scaling/case.model"];

    public static TheoryData<string> Models() => new(new[] { "examples", "tests/Cases" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.model", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Except(Deserved).Order(StringComparer.Ordinal));

    public static TheoryData<string> Library() => new(StandardLibrary.Files.Select(f => f.Source.Path));

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_of_the_repository_gives_no_warning(string file) =>
        Said(new SourceText(file, File.ReadAllText(Path.Combine(Repository.Root, file)))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Library))]
    public void The_standard_library_gives_no_warning(string file) =>
        Said(StandardLibrary.Files.Single(f => f.Source.Path == file).Source).ShouldBeEmpty();

    [Fact]
    public void A_file_with_an_error_gives_no_warnings() =>
        Said(new SourceText("a.model", "model Net(unused: int = 1) { input x : float[B]\noutput y : float[B] = x + z }")).ShouldHaveSingleItem();

    private static IEnumerable<string> Said(SourceText source) =>
        ModelCompiler.Compile([source], new CompileOptions()).Diagnostics.Select(d => d.ToString());
}
