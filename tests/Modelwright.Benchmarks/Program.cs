using System.CommandLine;
using Modelwright.Benchmarks.Ablation;
using Modelwright.Benchmarks.FrontEnd;
using Modelwright.Benchmarks.Reports;
using Modelwright.Benchmarks.Running;

var only = new Option<string>("--only") { Description = "Run the benchmarks whose name contains this.", DefaultValueFactory = _ => "" };
var output = new Option<DirectoryInfo?>("--out") { Description = "Write report.md and report.json into this folder." };
var quick = new Option<bool>("--quick") { Description = "Fewer rounds: an impression, not a result." };
var threads = new Option<string>("--threads") { Description = "Thread counts of what runs on threads.", DefaultValueFactory = _ => "1,2" };

var root = new RootCommand("Measures Modelwright against its peers, both in one run.") { only, output, quick, threads };
root.SetAction(parsed =>
{
    var effort = parsed.GetValue(quick) ? Effort.Quick : Effort.Full;
    var counts = parsed.GetValue(threads)!.Split(',').Select(int.Parse).ToList();
    var rows = new List<Row>();
    var text = parsed.GetValue(only)!;
    var found = Catalogue.Find(counts).Where(b => b.Name.Contains(text, StringComparison.OrdinalIgnoreCase));
    foreach (var benchmark in found.Where(b => effort != Effort.Quick || text.Length > 0 || !b.IsDetail))
    {
        foreach (var row in benchmark.Run(effort))
        {
            // What is known so far, for those who wait.
            Console.Error.WriteLine(string.Join("  ", Columns.Of(row)));
            rows.Add(row);
        }
    }

    TableReport.Print(rows);
    if (parsed.GetValue(output) is { } folder)
    {
        folder.Create();
        File.WriteAllText(Path.Combine(folder.FullName, "report.md"), MarkdownReport.Of(rows));
        File.WriteAllText(Path.Combine(folder.FullName, "report.json"), JsonReport.Of(rows));
    }
});
root.Subcommands.Add(AblationCommand.Create());
root.Subcommands.Add(ColdStart.Command());
return root.Parse(args).Invoke();
