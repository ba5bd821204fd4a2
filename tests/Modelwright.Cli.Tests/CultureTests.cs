using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace Modelwright.Cli.Tests;

/// <summary>What is printed and written is the same bytes in every culture: messages, summaries, formatted text, ONNX, outputs.</summary>
public sealed class CultureTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(",", "\u2212", "\u00a0", "ääretön")] // Finnish
    [InlineData(",", "-", ".", "∞")] // Turkish
    [InlineData("٫", "\u061c-", "٬", "∞")] // Arabic
    public async Task Writings_of_numbers_change_nothing(string point, string minus, string group, string infinity)
    {
        var expected = await EveryCommand.RunAsync();
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = point;
        culture.NumberFormat.NegativeSign = minus;
        culture.NumberFormat.NumberGroupSeparator = group;
        culture.NumberFormat.PositiveInfinitySymbol = infinity;
        culture.TextInfo.ListSeparator = ";";
        try
        {
            CultureInfo.CurrentCulture = culture;
            $"{-1.5}".ShouldBe($"{minus}1{point}5");
            (await EveryCommand.RunAsync()).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("fi-FI", "\u22121,5", "I")]
    [InlineData("tr-TR", "-1,5", "İ")] // where the upper case of i is no I
    public async Task The_system_s_cultures_change_nothing(string culture, string number, string upper)
    {
        using var folder = new TemporaryFolder();
        var program = typeof(CultureTests).Assembly.Location;
        var configuration = File.ReadAllText(Path.ChangeExtension(program, ".runtimeconfig.json"));
        const string invariant = "\"System.Globalization.Invariant\": true";
        configuration.ShouldContain(invariant);
        var ours = folder.Write("icu.runtimeconfig.json", configuration.Replace(invariant, "\"System.Globalization.Invariant\": false", StringComparison.Ordinal));

        var run = await DotnetCommand.RunAsync(folder.Path, "exec", "--runtimeconfig", ours, program, culture);
        if (run.ExitCode != 0 && WhyNot(run.Output) is { } reason)
        {
            output.WriteLine($"not compared under {culture}: {reason}");
            return;
        }

        var lines = run.ShouldSucceed().Output.Split('\n');
        lines[0].ShouldBe(Program.Encoded($"{number} {upper}"));
        Decoded(lines[1]).ShouldBe(await EveryCommand.RunAsync());
    }

    private static string Decoded(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

    private static string? WhyNot(string failure) =>
        failure.Contains("valid ICU package", StringComparison.Ordinal) ? "there is no ICU on this machine"
        : failure.Contains(nameof(CultureNotFoundException), StringComparison.Ordinal) ? "the system does not know the culture, or the environment asks for none"
        : null;
}
