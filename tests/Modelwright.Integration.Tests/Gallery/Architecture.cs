using System.Text.RegularExpressions;
using Modelwright.Compiler.Std;
using Modelwright.Compiler.Syntax;
using Modelwright.Integration.Tests.Cases;

namespace Modelwright.Integration.Tests.Gallery;

/// <summary>A published architecture: a declaration of the standard library in a family's folder, with the reference cases that are about it.</summary>
/// <param name="Family">The folder.</param>
/// <param name="Declaration">The block or recurrence; in the folder of activations, the op.</param>
/// <param name="Signature">It without its body, as it is written; an op whole.</param>
/// <param name="Cases">The cases, the shortest text first.</param>
internal sealed partial record Architecture(string Family, CallableDeclaration Declaration, string Signature, IReadOnlyList<ReferenceCase> Cases)
{
    private const string Activations = "activations";

    /// <summary>The folders of the library, in the order of the page.</summary>
    public static IReadOnlyList<string> Families { get; } = ["attention", "recurrence", "residual", "mlp", Activations, "moe"];

    /// <summary>The cases that show them, by name.</summary>
    public static IReadOnlyList<ReferenceCase> Shown { get; } =
        [.. ReferenceCase.All.Values.Where(c => Families.Contains(FamilyOf(c)))];

    /// <summary>Every architecture that a case shows, by family and then by file.</summary>
    public static IReadOnlyList<Architecture> All { get; } = Find();

    private static List<Architecture> Find()
    {
        var declared =
            (from family in Families
             from file in StandardLibrary.Files
             where file.Source.Path.StartsWith($"std/{family}/", StringComparison.Ordinal)
             from declaration in file.Declarations.OfType<CallableDeclaration>()
             where declaration.Kind != CallableKind.Op || family == Activations || IsPublished(declaration)
             select new Architecture(family, declaration, SignatureOf(file, declaration), CasesThatName(declaration))).ToList();
        var withBlocks = declared.Where(a => a.Declaration.Kind != CallableKind.Op).SelectMany(a => a.Cases).ToHashSet();
        declared = [.. declared.Select(a => a.Declaration.Kind == CallableKind.Op && a.Family != Activations
            ? a with { Cases = [.. a.Cases.Where(c => !withBlocks.Contains(c))] } : a)];
        return [.. declared.Select(a => a with { Cases = CasesAbout(a, declared) }).Where(a => a.Cases.Count > 0)];
    }

    // Other ops are parts of blocks, unless a case has nothing else.
    private static bool IsPublished(CallableDeclaration op) => op.Documentation?.Contains("arXiv", StringComparison.Ordinal) == true;

    /// <summary>
    /// A case is about what it names that the fewest cases do: a residual scheme, not the attention inside of it. What none is about
    /// is shown by the shortest of its family.
    /// </summary>
    private static IReadOnlyList<ReferenceCase> CasesAbout(Architecture architecture, IReadOnlyList<Architecture> all)
    {
        var about = architecture.Cases
            .Where(c => all.Where(a => a.Cases.Contains(c)).All(other => other.Cases.Count >= architecture.Cases.Count)).ToList();
        return about.Count > 0 ? about : [.. architecture.Cases.Where(c => FamilyOf(c) == architecture.Family).Take(1)];
    }

    private static string SignatureOf(SourceFile file, CallableDeclaration declaration) =>
        file.Source.Text[declaration.Span.Start..(declaration.Kind == CallableKind.Op ? declaration.Span.End : declaration.Body.Span.Start)].TrimEnd();

    private static List<ReferenceCase> CasesThatName(CallableDeclaration declaration)
    {
        var name = new Regex($@"(?<![.\w]){declaration.Name.Text}\b");
        return
        [
            .. Shown.Where(c => name.IsMatch(Comment().Replace(c.Text, "")))
                .OrderBy(c => c.Text.Length).ThenBy(c => c.Name, StringComparer.Ordinal),
        ];
    }

    private static string FamilyOf(ReferenceCase reference) => reference.Name.Split('/')[0];

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}
