using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Mappings;

/// <summary>
/// Binds the <c>quantize</c> blocks of a file to a model: the format of each parameter and state that a line names. Of two lines
/// that name one, the later wins.
/// </summary>
internal sealed class QuantizeBinder(BodyBinder body, IReadOnlyList<Parameter> parameters, IReadOnlyList<State> states, MappingLines lines)
{
    private const string Activations = "activations";
    private const int StandardGroup = 32;

    // Values a format takes together along the last axis, unless it says otherwise itself.
    private static readonly Dictionary<string, int> Together = new(StringComparer.Ordinal)
    {
        ["float16"] = 1, ["bfloat16"] = 1, ["int8"] = 1, ["int4"] = StandardGroup, ["ternary"] = 1, ["sherry"] = 4,
    };

    /// <summary>A block as this model sees it.</summary>
    public Quantization Bind(MappingDeclaration mapping)
    {
        var formats = new Dictionary<string, QuantizationFormat>(StringComparer.Ordinal);
        var winners = new Dictionary<string, MappingEntry>(StringComparer.Ordinal);
        QuantizationFormat? activations = null;
        foreach (var entry in mapping.Entries)
        {
            var format = Read(entry.Format);
            if (entry.Pattern == Activations && parameters.All(p => p.Path != Activations))
            {
                lines.Use(entry);
                activations = format;
                if (format is not null and not { Name: "int8" })
                    body.Report(Diagnostics.FormatMisfit, entry.Format.Span, $"activations are int8; {format} is a format of parameters");
                continue;
            }

            foreach (var (path, type, isState) in Matches(entry))
            {
                winners[path] = entry;
                if (format is null)
                    continue;
                formats[path] = format;
                if (Misfit(path, type, isState, format) is { } problem)
                {
                    body.Report(Diagnostics.FormatMisfit, entry.Format.Span, problem);
                    break;
                }
            }
        }

        foreach (var entry in mapping.Entries.Where(e => e.Pattern != Activations && Matches(e).Any() && !winners.ContainsValue(e)))
            body.Report(Diagnostics.NamedTwice, MappingLines.PatternSpan(entry), $"lines below name all that '{entry.Pattern}' names, and the last one wins; put it behind them");
        return new Quantization(mapping.Name.Text, formats, activations);
    }

    /// <summary>Every float that a line names; of others only the one it names itself, to be refused.</summary>
    private IEnumerable<(string Path, TensorType Type, bool IsState)> Matches(MappingEntry entry)
    {
        var all = parameters.Select(p => (p.Path, p.Type, IsState: false)).Concat(states.Select(s => (s.Path, s.Type, IsState: true)))
            .Where(p => PathPattern.Match(entry.Pattern, p.Path) is not null && (p.Type.Element.IsFloat() || p.Path == entry.Pattern)).ToList();
        if (all.Count > 0)
            lines.Use(entry);
        return all;
    }

    private QuantizationFormat? Read(Expression expression)
    {
        var call = expression as CallExpression;
        if ((call?.Callee ?? expression) is not NameExpression name)
        {
            if (expression is not MissingExpression)
                body.Report(Diagnostics.UnknownFormat, expression.Span, $"a format is one of {string.Join(", ", Together.Keys)}");
            return null;
        }

        if (!Together.ContainsKey(name.Name))
        {
            var near = Spelling.Closest(name.Name, Together.Keys) is { } closest ? $"; did you mean '{closest}'?" : $"; there is {string.Join(", ", Together.Keys)}";
            body.Report(Diagnostics.UnknownFormat, name.Span, $"unknown format '{name.Name}'{near}");
            return null;
        }

        foreach (var argument in call?.Arguments ?? [])
        {
            if (name.Name != "int4" || argument.Name is not { Text: "group" } || call!.Arguments.Count > 1)
            {
                body.Report(Diagnostics.UnexpectedArgument, argument.Span, name.Name == "int4" ? "'int4' takes group: int4(group: 32)" : $"'{name.Name}' takes nothing");
                return null;
            }

            if (body.BuildTimeInteger(argument.Value ?? new NameExpression(argument.Span, "group")) is not { } group)
                return null;
            if (group is >= 2 and <= int.MaxValue)
                return new QuantizationFormat("int4", (int)group);
            body.Report(Diagnostics.FormatMisfit, argument.Span, $"a group has at least 2 values, not {group}");
            return null;
        }

        return new QuantizationFormat(name.Name, name.Name == "int4" ? StandardGroup : null);
    }

    private static string? Misfit(string path, TensorType type, bool isState, QuantizationFormat format)
    {
        if (!type.Element.IsFloat())
            return $"'{path}' is {type.Element.Keyword()}; formats are for floats";
        if (isState && format.Name is "ternary" or "sherry")
            return $"'{path}' is a state, and {format} is a format of parameters; float16, bfloat16, int8 and int4 fit";
        var together = format.Group ?? Together[format.Name];
        if (together == 1)
            return null;
        if (type.Shape.Rank == 0)
            return $"'{path}' is a scalar, and {format} takes {together} values of the last axis together";
        var last = type.Shape[type.Shape.Rank - 1];
        if (Dim.DivideExactly(last, together) is not null)
            return null;
        var fitting = last.Value is { } extent
            ? $"{(format.Group is null ? "" : Divisor(extent, together))}an extent of {(extent + together - 1) / together * together} would fit"
            : "a constant extent that it divides would fit";
        return FormattableString.Invariant($"{format} takes {together} values of the last axis together, and '{path}' {type.Shape} has {last}; {fitting}");
    }

    private static string Divisor(long extent, long most)
    {
        var divisor = Math.Min(extent, most);
        while (divisor > 1 && extent % divisor != 0)
            divisor--;
        return divisor > 1 ? FormattableString.Invariant($"int4(group: {divisor}) or ") : "";
    }
}
