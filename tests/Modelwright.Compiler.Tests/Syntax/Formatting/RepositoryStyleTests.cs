using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Syntax.Formatting;
using Modelwright.Testing;

namespace Modelwright.Compiler.Tests.Syntax.Formatting;

/// <summary>The repository's own models are written in the canonical style.</summary>
public sealed class RepositoryStyleTests
{
    private static readonly string[] Folders = ["src/Modelwright.Compiler/Std", "examples", "tests/Cases"];

    public static TheoryData<string> Files => [.. Paths];

    /// <summary>The models of the repository, from its root.</summary>
    public static IEnumerable<string> Paths => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.model", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_formatted(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, file));

        Formatter.Format(new SourceText(file, text), new DiagnosticBag())
            .ShouldBe(text, $"run: dotnet run --project src/Modelwright.Cli -- fmt {string.Join(' ', Folders)}");
    }
}
