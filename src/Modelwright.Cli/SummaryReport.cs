using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes.Recurrences;
using Spectre.Console;

namespace Modelwright.Cli;

/// <summary>A model's summary: facts line by line, then a table of its parameters.</summary>
internal sealed class SummaryReport(ModelGraph model, ModelSummary summary, IReadOnlyList<RecurrenceSummary> recurrences)
{
    /// <summary>Writes the report.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        foreach (var (name, value) in Facts())
            console.WriteLine($"{name,-17}{value}");
        console.Write(Parameters());
    }

    private IEnumerable<(string Name, string Value)> Facts()
    {
        yield return ("model", model.Documentation is { } text ? $"{model.Name}: {text.ReplaceLineEndings(" ")}" : model.Name);
        foreach (var constant in model.Constants)
            yield return ("constant", $"{constant.Name} = {ModelConstant.Written(constant.Value)}");
        foreach (var input in model.Inputs)
            yield return ("input", $"{input.Name} : {input.Type}");
        foreach (var output in model.Outputs)
            yield return ("output", $"{output.Name} : {output.Type}");
        foreach (var checkpoint in model.Checkpoints)
            yield return ("checkpoint", checkpoint.Name.Length == 0 ? "without a name" : checkpoint.Name);
        foreach (var quantization in model.Quantizations)
            yield return ("quantize", Stored(quantization));
        foreach (var alike in recurrences.GroupBy(r => (Pattern(r.Path), r.Class, r.States)))
            yield return ("recurrence", Recurrence(alike.Key.Item1, alike.First()) + (alike.Count() > 1 ? $", {alike.Count()} alike" : ""));
        yield return ("parameters", $"{Number(summary.Root.ParameterCount)} in {Number(summary.Root.ParameterBytes)} bytes");
        if (summary.FlopsPerStep is null)
        {
            yield return ("FLOPs", $"{summary.Flops} per call");
            yield break;
        }

        var flops = OneSequence(summary.FlopsPerStep);
        yield return ("FLOPs per token", flops.IsConstant ? $"{flops}" : $"{flops} at step {model.StreamAxis}");
        yield return ("state bytes", StateBytes());
        foreach (var alike in summary.States.GroupBy(state => (Pattern(state.Path), state.Type)))
            yield return ("state", $"{alike.Key.Item1} : {alike.Key.Type}{(alike.Count() > 1 ? $", {alike.Count()} alike" : "")}");
    }

    private static string Recurrence(string path, RecurrenceSummary recurrence) =>
        $"{(path.Length == 0 ? "" : path + " : ")}{recurrence.Class}; {string.Join(", ", recurrence.States.Select(s => $"{s.Name} {s.Type}"))}";

    private string StateBytes()
    {
        var (growing, staying) = (OneSequence(summary.StateBytesPerStep), OneSequence(summary.FixedStateBytes));
        return staying.Equals(Dim.Zero) ? $"{growing} per step and sequence"
            : growing.Equals(Dim.Zero) ? $"{staying} per sequence"
            : $"{staying} per sequence, and {growing} per step and sequence";
    }

    // The block's name, the format of activations and of the states that it names.
    private string Stored(Quantization quantization)
    {
        var states = summary.States.Where(s => quantization.Formats.ContainsKey(s.Path)).Select(s => $"{s.Path} : {quantization.Formats[s.Path]}");
        var activations = quantization.Activations is { } format ? $"activations : {format}" : null;
        return string.Join("; ", new[] { quantization.Name.Length == 0 ? "without a name" : quantization.Name, activations }.OfType<string>().Concat(states));
    }

    private Table Parameters()
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("block")
            .AddColumn("shape")
            .AddColumn("parameters", column => column.RightAligned());
        foreach (var quantization in model.Quantizations)
            table.AddColumn(quantization.Name.Length == 0 ? "quantize" : Markup.Escape($"quantize {quantization.Name}"));
        Add(table, summary.Root, model.Name, depth: 0);
        return table;
    }

    private void Add(Table table, ModelPart part, string name, int depth)
    {
        if (depth > 0 && part is { Parts: [], Parameters: [var only] })
        {
            AddRow(table, depth, $"{name}.{LastName(only)}", part.ParameterCount, only);
            return;
        }

        AddRow(table, depth, name, part.ParameterCount);
        foreach (var parameter in part.Parameters)
            AddRow(table, depth + 1, LastName(parameter), parameter.Type.Shape.Count.Value!.Value, parameter);
        foreach (var (first, count) in Alike(part.Parts))
            Add(table, first, count > 1 ? $"{first.Name} and {count - 1} alike, each" : first.Name, depth + 1);
    }

    // Equal members of a numbered series, such as the layers of a stack, take one row.
    private IEnumerable<(ModelPart First, int Count)> Alike(IReadOnlyList<ModelPart> parts)
    {
        for (int first = 0, next; first < parts.Count; first = next)
        {
            next = first + 1;
            while (next < parts.Count && IsNumber(parts[first].Name) && IsNumber(parts[next].Name) && Structure(parts[next]) == Structure(parts[first]))
                next++;
            yield return (parts[first], next - first);
        }
    }

    private string Structure(ModelPart part) =>
        string.Concat(part.Parameters.Select(p => $"{LastName(p)}:{p.Type}:{string.Join(',', model.Quantizations.Select(q => Format(q, p)))};")) +
        string.Concat(part.Parts.Select(p => $"{p.Name}({Structure(p)})"));

    private void AddRow(Table table, int depth, string name, long parameters, Parameter? parameter = null) =>
        table.AddRow(
        [
            new string(' ', 2 * depth) + Markup.Escape(name),
            Markup.Escape(parameter?.Type.ToString() ?? ""),
            Number(parameters),
            .. model.Quantizations.Select(q => Format(q, parameter)),
        ]);

    private static string Format(Quantization quantization, Parameter? parameter) =>
        parameter is not null && quantization.Formats.TryGetValue(parameter.Path, out var format) ? Markup.Escape(format.ToString()) : "";

    // The path with every index as a star.
    private static string Pattern(string path) => string.Join('.', path.Split('.').Select(name => IsNumber(name) ? "*" : name));

    private static bool IsNumber(string name) => name.All(char.IsAsciiDigit);

    private static string LastName(Parameter parameter) => parameter.Path.Split('.')[^1];

    private Dim OneSequence(Dim dim) => dim.Substitute(symbol => symbol == model.StreamAxis ? null : Dim.One);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
