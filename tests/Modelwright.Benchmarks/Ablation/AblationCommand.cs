using System.CommandLine;
using System.Globalization;
using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Passes;

namespace Modelwright.Benchmarks.Ablation;

/// <summary>What each optimisation buys: every pass left out in turn, against all of them, in the same run.</summary>
internal static class AblationCommand
{
    // Without these there is no code: they bring the graph into the forms that the back end knows.
    private static readonly string[] Needed = ["dead-code", "constant-folding", "shape-simplification", "contractions"];

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Fewer rounds: an impression, not a result." };
        var only = new Option<string>("--only") { Description = "Only passes whose names contain this." };
        var command = new Command("ablation", "Leaves out each pass in turn and prints how much longer native code takes, as a Markdown table.") { quick, only };
        command.SetAction(parsed => Print(parsed.GetValue(quick) ? Effort.Quick : Effort.Full, parsed.GetValue(only) ?? ""));
        return command;
    }

    private static void Print(Effort effort, string only)
    {
        var passes = PassPipeline.Passes.Select(pass => pass.Name).Concat(CSharpEmitter.Plans).Distinct(StringComparer.Ordinal).Except(Needed, StringComparer.Ordinal)
            .Where(pass => pass.Contains(only, StringComparison.Ordinal)).ToList();
        Console.WriteLine($"| without | {string.Join(" | ", AblationSubject.All.Select(subject => subject.Name))} |");
        Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" --- |", AblationSubject.All.Count))}");
        foreach (var pass in passes)
            Console.WriteLine($"| `{pass}` | {string.Join(" | ", AblationSubject.All.Select(subject => Measure(subject, pass, effort)))} |");
    }

    /// <summary>The time without a pass over the time with all; nothing where the code is the same.</summary>
    private static string Measure(AblationSubject subject, string pass, Effort effort)
    {
        var (all, less) = (subject.Compile(), subject.Compile(pass));
        if (all.Code == less.Code)
            return "";
        var (with, without) = (subject.Prepare(all), subject.Prepare(less));
        with.Run();
        without.Run();
        Agreement.Check(subject.Name, without.Result(), with.Result());
        var row = Pairs.Ratio(subject.Name, without.Run, with.Run, effort, before: () =>
        {
            with.Return();
            without.Return();
        });
        return row.Ratio.ToString("F2", CultureInfo.InvariantCulture);
    }
}
