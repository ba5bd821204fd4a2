using System.Globalization;
using Modelwright.Kernels;
using Modelwright.Testing;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class ElementaryFunctionTests
{
    private static readonly float[] Special =
    [
        0, -0f, 1, -1, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f, 1.17549435e-38f, float.MaxValue, float.MinValue,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, 88.7f, 88.8f, -87.4f, -103.9f, -104.1f, 0.625f, 3.92f, 3.95f, 4,
    ];

    private static readonly Function[] Functions =
    [
        new("exp", 1, Worst<Exp>), new("log", 1, Worst<Log>), new("sin", 2, Worst<Sin>), new("cos", 2, Worst<Cos>), new("atan", 2, Worst<Atan>),
        new("tanh", 2, Worst<Tanh>), new("sigmoid", 3, Worst<Sigmoid>), new("erf", 2, Worst<Erf>), new("rsqrt", 2, Worst<Rsqrt>),
    ];

    public static TheoryData<string> Names => [.. Functions.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_is_within_its_bound(string name)
    {
        var function = Functions.Single(f => f.Name == name);
        var worst = function.Worst();
        worst.Distance.ShouldBeLessThanOrEqualTo(function.Bound, $"at {worst.X:g9}");
    }

    /// <summary><c>docs/accuracy.md</c> has what this run measures; with <c>VERIFY_ACCEPT=1</c> in the environment its table is written anew.</summary>
    [Fact]
    public void The_page_says_how_far_functions_are_from_exact()
    {
        var path = Path.Combine(Repository.Root, "docs", "accuracy.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var start = page.IndexOf("| function |", StringComparison.Ordinal);
        var end = page.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        var measured = page[..start] + Table() + page[end..];
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1")
            File.WriteAllText(path, measured);
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(measured);
    }

    private static string Table() => "| function | at most, ULP | found, ULP | at |\n| --- | --- | --- | --- |\n" + string.Concat(Functions.Select(function =>
    {
        var (x, distance) = function.Worst();
        return string.Create(CultureInfo.InvariantCulture, $"| `{function.Name}` | {function.Bound} | {distance:F2} | {x:G9} |\n");
    }));

    private static (float X, double Distance) Worst<TFunction>()
        where TFunction : struct, ILaneFunction
    {
        var samples = Samples();
        var scalar = Apply<TFunction, Lanes1>(samples);
        Apply<TFunction, Lanes4>(samples).ShouldBeBitwise(scalar);
        Apply<TFunction, Lanes8>(samples).ShouldBeBitwise(scalar);
        Apply<TFunction, Lanes16>(samples).ShouldBeBitwise(scalar);
        return samples.Zip(scalar, (x, y) => (X: x, Distance: Ulp.Distance(y, TFunction.Exact(x)))).MaxBy(s => s.Distance);
    }

    /// <summary>Floats at a step of bits that visits every exponent and many mantissas, with those that are special.</summary>
    private static float[] Samples()
    {
        var samples = new List<float>(Special);
        for (var bits = 0L; bits <= uint.MaxValue; bits += 7919)
            samples.Add(BitConverter.UInt32BitsToSingle((uint)bits));

        while (samples.Count % 16 != 0)
            samples.Add(1);
        return [.. samples];
    }

    private static float[] Apply<TFunction, L>(float[] x)
        where TFunction : struct, ILaneFunction
        where L : struct, ILanes<L>
    {
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i += L.Count)
            TFunction.Invoke(L.Load(ref x[0], i)).Store(ref y[0], i);
        return y;
    }

    /// <summary>A function, the most that it may be off in units in the last place, and where it is the furthest off.</summary>
    private sealed record Function(string Name, double Bound, Func<(float X, double Distance)> Worst);
}
