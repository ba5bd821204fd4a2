using System.Globalization;
using System.Text;

namespace Modelwright.Integration.Tests.Lowering;

/// <summary>
/// Writes small LSRL programs: states, affine maps, rectifiers, steps and conditionals over pairs of numbers. Inputs and constants are
/// multiples of 1/2 and coefficients whole, so that nothing stands on the ramp of a step and float32 is exact.
/// </summary>
internal sealed class RandomProgram
{
    public const int Width = 2;

    private static readonly string[] Factors = ["-2", "-1", "1", "2"];
    private static readonly string[] Keeps = ["0", "1", "1", "-1"];

    private readonly Random _random;
    private readonly bool _multiplies;
    private readonly List<string> _names = [];
    private readonly StringBuilder _body = new();

    private RandomProgram(int seed, bool multiplies) => (_random, _multiplies) = (new Random(seed), multiplies);

    /// <summary>A program <c>P</c> from <c>x : float[T, 4]</c> to <c>y : float[T, 6]</c>.</summary>
    /// <param name="seed">The same seed gives the same program.</param>
    /// <param name="multiplies">Whether it multiplies numbers that are no steps.</param>
    public static string Write(int seed, bool multiplies) => new RandomProgram(seed, multiplies).Write();

    private string Write()
    {
        var states = _random.Next(1, 4);
        for (var k = 0; k < states; k++)
            Line($"state s{k} : float[2] = {Number(_random.Next(-2, 3))}");
        Line("let a = x[0..2]");
        Line("let b = x[2..4]");
        _names.AddRange(["a", "b"]);
        var old = _random.Next(states);
        Line($"let before = s{old} + 0");
        for (var k = 0; k < states; k++)
        {
            for (var lets = _random.Next(3); lets > 0; lets--)
                Let();
            Line(_random.Next(3) switch
            {
                0 => $"s{k}[i] = {Pick("-1", "1")} * s{k}[1 - i] + {Name()}[i]",
                1 => $"s{k} += {Expression(1)}",
                _ => $"s{k} = {Pick(Keeps)} * s{k} + {Expression(1)}",
            });
            _names.Add($"s{k}");
        }

        // What a state was may be read where it leads to no state any more.
        _names.Add("before");
        Let();
        Let();
        var text = new StringBuilder();
        text.Append("model P {\n    input x : float[T, 4]\n    stream T\n    output y : float[T, 6] = Program(x)\n}\n\n");
        text.Append("recurrence Program(x: float[T, 4]) over T -> float[T, 6] {\n");
        text.Append(_body);
        text.Append(CultureInfo.InvariantCulture, $"    return concat([{_names[^1]}, {Expression(1)}, {Name()} - before])\n}}\n");
        return text.ToString();
    }

    private void Let()
    {
        var name = $"v{_names.Count}";
        Line($"let {name} = {Expression(2)}");
        _names.Add(name);
    }

    private string Expression(int depth) => depth == 0 ? Name() : _random.Next(_multiplies ? 11 : 10) switch
    {
        0 or 1 => $"{Pick(Factors)} * {Name()} + {Pick(Factors)} * {Expression(depth - 1)} - {Number(_random.Next(-3, 4))}",
        2 => $"relu({Expression(depth - 1)})",
        3 => $"max({Name()}, {Expression(depth - 1)})",
        4 => $"min({Expression(depth - 1)}, {Number(_random.Next(-2, 4))})",
        5 => $"abs({Expression(depth - 1)})",
        6 => $"larger({Name()}, {Expression(depth - 1)})",
        7 => $"equal({Name()}, {Expression(depth - 1)})",
        8 => $"ifelse({Condition()}, {Name()}, {Expression(depth - 1)})",
        9 => $"{Condition()} * ({Expression(depth - 1)})",
        _ => $"{Name()} * ({Expression(depth - 1)})",
    };

    private string Condition() => _random.Next(3) switch
    {
        0 => $"smaller({Name()}, {Number(_random.Next(-2, 3))})",
        1 => $"step({Name()} - {Name()})",
        _ => $"and(step({Name()}), not_equal({Name()}, {Number(_random.Next(-1, 2))}))",
    };

    private string Name() => _names[_random.Next(_names.Count)];

    private string Pick(params string[] words) => words[_random.Next(words.Length)];

    private static string Number(int halves) => (halves / 2.0).ToString("0.0", CultureInfo.InvariantCulture);

    private void Line(string text) => _body.Append(CultureInfo.InvariantCulture, $"    {text}\n");
}
