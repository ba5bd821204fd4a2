using System.Text.RegularExpressions;
using Modelwright.Compiler.Syntax;
using Modelwright.Testing;

namespace Modelwright.Compiler.Tests.Documentation;

/// <summary>One page of <c>docs/diagnostics</c>: a title, a sample that fails, the lines it gives, and the sample mended.</summary>
internal sealed partial class DiagnosticPage
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "diagnostics");

    private readonly string _info;

    private DiagnosticPage(string id)
    {
        Id = id;
        var text = File.ReadAllText(Path.Combine(Folder, id + ".md"));
        Heading = text[..text.IndexOf('\n', StringComparison.Ordinal)];
        var fences = Fence().Matches(text).Select(m => (Info: m.Groups["info"].Value, Text: m.Groups["text"].Value)).ToList();
        Failing = fences.SingleOrDefault(f => f.Info.StartsWith("model fails", StringComparison.Ordinal)).Text;
        _info = fences.SingleOrDefault(f => f.Info.StartsWith("model fails", StringComparison.Ordinal)).Info ?? "";
        Lines = fences.Where(f => f.Info == "text").SelectMany(f => f.Text.TrimEnd('\n').Split('\n')).ToList();
        IsMended = fences.Any(f => f.Info == "model");
    }

    public static IReadOnlyList<DiagnosticPage> All { get; } = Directory.EnumerateFiles(Folder, "MW*.md")
        .Select(file => new DiagnosticPage(Path.GetFileNameWithoutExtension(file))).OrderBy(p => p.Id, StringComparer.Ordinal).ToList();

    public string Id { get; }

    public string Heading { get; }

    /// <summary>The sample that fails, or null.</summary>
    public string? Failing { get; }

    /// <summary>Compiles the sample that fails with the options it states behind <c>model fails</c>.</summary>
    public CompilationResult Compile() => SampleOptions.Compile(new SourceText("sample.model", Failing!), _info, SampleOptions.Parse(_info));

    /// <summary>The lines shown as what the compiler says.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Whether there is a sample that compiles; that it does is the test of every sample of the documentation.</summary>
    public bool IsMended { get; }

    [GeneratedRegex(@"^```(?<info>[^\n]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex Fence();
}
