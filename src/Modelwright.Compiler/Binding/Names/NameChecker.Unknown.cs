using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <content>Unknown names, with what was probably meant.</content>
internal sealed partial class NameChecker
{
    private const string OnlyInStarts = "; only the start of a param or buffer knows it";

    private bool _isStart;

    /// <summary>The message for an unknown name, with what was probably meant.</summary>
    public static string Unknown(string name, IEnumerable<string> candidates, Suggestions suggestions) => $"unknown name '{name}'" +
        (StartFunctions.Names.Contains(name) ? OnlyInStarts : suggestions.Closest(name, candidates) is { } near ? $"; did you mean '{near}'?" : "");

    private bool IsKnown(string name) =>
        _names.Contains(name) || _open.Contains(name) || name == "pi" || Intrinsics.Names.Contains(name) || declarations.Find(name) is not null
        || (_isStart && StartFunctions.Names.Contains(name));

    private void CheckName(string name, TextSpan span, string otherwise = "")
    {
        if (_isOpen || IsKnown(name))
            return;
        var (hint, notes) = Reason(name, span);
        diagnostics.Report(
            Diagnostics.UnknownName, new Location(source, span), $"unknown name '{name}'" + (hint.Length > 0 ? hint : otherwise), notes);
    }

    /// <summary>Why a name is not known here: declared elsewhere, misspelt, or a dimension in lower case.</summary>
    private (string Hint, DiagnosticNote[] Notes) Reason(string name, TextSpan span)
    {
        if (_local[name].FirstOrDefault(l => l.Name.Span != span) is { } local)
        {
            var hint = local.IsAxis ? "an axis is known in its own formula only"
                : local.Name.Span.Start > span.Start ? "it is declared further down"
                : local.KnownFrom >= span.End ? "it is known only behind its declaration"
                : "the one declared before ends with the braces around it";
            return ("; " + hint, [new DiagnosticNote(new Location(source, local.Name.Span), "declared here")]);
        }

        if (StartFunctions.Names.Contains(name))
            return (OnlyInStarts, []);
        if (declarations.Suggestions.Closest(name, _names.All.Concat(_open).Concat(declarations.Names).Concat(Intrinsics.Names).Concat(_isStart ? StartFunctions.Names : [])) is { } near)
            return ($"; did you mean '{near}'?", []);
        return _isShape && char.IsLower(name[0])
            ? ($"; a dimension starts with a capital letter, as in '{char.ToUpperInvariant(name[0])}{name.Substring(1)}'", [])
            : ("", []);
    }
}
