using Modelwright.Fuzz;

namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>The first two thousand of the inputs that the fuzz program goes on with.</summary>
public sealed class FuzzTests
{
    private const int PerTest = 100;

    public static TheoryData<string, int> Parts
    {
        get
        {
            var parts = new TheoryData<string, int>();
            foreach (var (kind, count) in new[] { (InputKind.Bytes, 600), (InputKind.Tokens, 1000), (InputKind.Models, 400) })
            {
                for (var start = 0; start < count; start += PerTest)
                    parts.Add(kind.Name, start);
            }

            return parts;
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Holds_for_every_input(string kind, int start)
    {
        var inputs = InputKind.All.Single(k => k.Name == kind);
        for (var seed = start; seed < start + PerTest; seed++)
        {
            var text = inputs.Make(seed);
            try
            {
                inputs.Check(text, seed);
            }
            catch (Exception failure)
            {
                Assert.Fail($"{kind} {seed}: {failure}\n{text.Text}");
            }
        }
    }
}
