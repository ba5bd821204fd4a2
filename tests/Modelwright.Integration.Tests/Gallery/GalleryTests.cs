using System.Globalization;
using System.Text.RegularExpressions;
using Modelwright.Integration.Tests.Cases;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Gallery;

/// <summary>
/// <c>docs/architectures.md</c> is what this run measures. With <c>VERIFY_ACCEPT=1</c> in the environment the page is written anew;
/// otherwise its text has to be the same, and no difference may be much larger than the page says.
/// </summary>
public sealed partial class GalleryTests
{
    // Another processor sums in another order.
    private const double Slack = 8;
    private const double Noise = 1e-6;

    private static readonly string PagePath = Path.Combine(Repository.Root, "docs", "architectures.md");

    [Fact]
    public void The_page_says_what_the_back_ends_do()
    {
        var page = GalleryPage.Write(Architecture.All, Difference);
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1")
            File.WriteAllText(PagePath, page);

        var written = File.ReadAllText(PagePath).ReplaceLineEndings("\n");
        FigureCells().Replace(written, "").ShouldBe(FigureCells().Replace(page, ""));
        foreach (var (measured, said) in Figures(page).Zip(Figures(written)))
            measured.ShouldBeLessThanOrEqualTo(Math.Max(Noise, Slack * said));
    }

    [Fact]
    public void Every_case_of_the_families_shows_an_architecture() =>
        Architecture.Shown.Except(Architecture.All.SelectMany(a => a.Cases)).Select(c => c.Name).ShouldBeEmpty();

    [Fact]
    public void Every_architecture_says_what_it_is() =>
        Architecture.All.Where(a => a.Declaration.Documentation is null).Select(a => a.Declaration.Name.Text).ShouldBeEmpty();

    private static double? Difference(ReferenceCase reference, string backend)
    {
        if (!Backend.All(reference.Streams).Contains(backend))
            return null;
        var outputs = Backend.Run(backend, reference.Model, reference.Load(), reference.Inputs);
        return reference.Outputs.Max(expected => Difference(outputs[expected.Key].As<float>(), expected.Value.As<float>()));
    }

    private static double Difference(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        var (difference, greatest) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs((double)actual[i] - expected[i]));
            greatest = Math.Max(greatest, Math.Abs(expected[i]));
        }

        return difference == 0 ? 0 : difference / greatest;
    }

    private static IEnumerable<double> Figures(string page) =>
        FigureCells().Matches(page).Select(cell => double.Parse(cell.ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<=\| )(0|\de-\d+)(?= \|)")]
    private static partial Regex FigureCells();
}
