using System.Text.Json;
using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.Reports;

/// <summary>The report as an array of rows, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Of(IReadOnlyList<Row> rows) => JsonSerializer.Serialize(rows, Options) + "\n";
}
