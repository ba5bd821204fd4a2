using System.Text;
using System.Text.RegularExpressions;

namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>A random recurrence that is affine in its states, written in a random one of the ways there are, and what it should become.</summary>
internal sealed partial class RandomRecurrence
{
    private readonly Random _random;
    private readonly List<string> _inputs = [];
    private readonly StringBuilder _body = new();

    private RandomRecurrence(int seed)
    {
        _random = new Random(seed);
        Text = One(2) ? Matrix() : Vector();
    }

    /// <summary>The text of a model that streams.</summary>
    public string Text { get; }

    /// <summary>The operators of its states, in any order.</summary>
    public List<string> Operators { get; } = [];

    public static RandomRecurrence Of(int seed) => new(seed);

    private bool One(int of) => _random.Next(of) == 0;

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private string Input(string name, string axes)
    {
        if (!_inputs.Contains($"{name}|{axes}"))
            _inputs.Add($"{name}|{axes}");
        return name;
    }

    // A state [B, H, K, V], or without heads, or with its last axes the other way round.
    private string Matrix()
    {
        var (h, H) = One(4) ? ("b", "B") : ("b, h", "B, H");
        var isTurned = One(3);
        var (s, type) = isTurned ? ($"{h}, j, i", $"{H}, V, K") : ($"{h}, i, j", $"{H}, K, V");
        var start = One(3) ? Input("initial", $"!{type}") : "0";
        _body.AppendLine($"    state S : float[{type}] = {start}");
        var writes = One(3) ? 3 : 1;
        var steps = writes > 1;
        var (n, N) = steps ? (", n", ", N") : ("", "");
        var (key, value) = ($"0.4 * {Input("k", N + Heads(H) + ", K")}[b{n}{Heads(h)}, i]", $"{Input("v", N + Heads(H) + ", V")}[b{n}{Heads(h)}, j]");
        var beta = One(2) ? $"sigmoid({Input("beta", N + Heads(H))}[b{n}{Heads(h)}]) * " : "";
        var decay = Pick("", "0.9", "gate", "gate", "keys", "values", "reset");
        var factor = decay switch
        {
            "gate" => $"sigmoid({Input("g", Heads(H))}[{h}])",
            "keys" => $"exp(-{Input("gk", Heads(H) + ", K")}[{h}, i] ^ 2)",
            "values" => $"sigmoid({Input("gv", Heads(H) + ", V")}[{h}, j])",
            "reset" => $"where({Input("g", Heads(H))}[{h}] > 0, 1, 0)",
            _ => decay,
        };
        var rule = Pick("delta", "delta", "taken away", "added");
        if (rule == "added" && !steps && factor.Length > 0 && One(2))
        {
            _body.AppendLine($"    S[{s}] = {beta}{key} * {value} + {factor} * S[{s}]");
        }
        else
        {
            if (factor.Length > 0)
                _body.AppendLine($"    S[{s}] *= {factor}");
            if (steps)
                _body.AppendLine($"    for n in 0..N {{");
            if (rule != "added")
                _body.AppendLine($"    let held[{h}, j] = sum[i](S[{s}] * {key})");
            _body.AppendLine(rule switch
            {
                "delta" => $"    S[{s}] += {beta}{key} * ({value} - held[{h}, j])",
                "taken away" => $"    S[{s}] = S[{s}] - {beta}{key} * held[{h}, j] + {beta}{key} * {value}",
                _ => $"    S[{s}] += {value} * {beta}{key}",
            });
            if (steps)
                _body.AppendLine("    }");
        }

        Operators.Add(rule == "added" ? $"added {writes}" : $"corrected {writes}");
        var grouped = H != "B" && One(3);
        var query = grouped ? $"{Input("q", ", 2 * H, K")}[b, r, i] * S[b, r / 2, {(isTurned ? "j, i" : "i, j")}]" : $"{Input("q", Heads(H) + ", K")}[{h}, i] * S[{s}]";
        var (r, R) = grouped ? ("b, r", ", 2 * H") : (h, Heads(H));
        var read = $"sum[i]({query})";
        if (!grouped && One(3))
            read = $"{read} + tanh(sum[i](S[{s}] * {Input("p", Heads(H) + ", K")}[{h}, i])) * 0.5";
        if (!grouped && One(3))
        {
            // What it gives decides what a second state keeps.
            var kind = H == "B" ? "B, V" : "B, H, V";
            _body.AppendLine($"    let read[{h}, j] = {read}");
            _body.AppendLine($"    state m : float[{kind}] = 0");
            _body.AppendLine($"    m[{h}, j] += 0.3 * (sigmoid(read[{h}, j]) - m[{h}, j])");
            Operators.Add("diagonal");
            read = $"read[{h}, j] * m[{h}, j]";
        }

        return Model($"{R}, V", $"[{r}, j] => {read}");

        static string Heads(string axes) => axes.Length > 1 ? axes[1..] : "";
    }

    private string Vector()
    {
        var start = One(3) ? Input("initial", "!B, D") : "0";
        _body.AppendLine($"    state a : float[B, D] = {start}");
        var x = Input("x", ", D");
        if (One(3))
        {
            // Not linear, but before all that is.
            _body.AppendLine("    state p : float[B, D] = 0.5");
            _body.AppendLine(Pick("    let seen = p\n    p = tanh(0.5 * p + x)", "    p = tanh(p - x)\n    let seen = p * x"));
            Operators.Add("step by step");
            x = "seen";
        }

        var update = Pick(
            "a += {0}", "a = 0.9 * a + {0}", "a = sigmoid(f) * a + {0}", "a += sigmoid(f) * ({0} - a)", "a = a - 0.5 * a + {0} * a * 0.1",
            "a[b, c] = where(g[b] > 0, {1}, a[b, c] * 0.8) + {2}", "a[b, c] = a[b, c] / (1 + f[b, c] ^ 2) - {2}", "a = -(a * 0.7 - {0})");
        if (update.Contains("f[", StringComparison.Ordinal) || update.Contains("(f)", StringComparison.Ordinal))
            Input("f", ", D");
        if (update.Contains("g[", StringComparison.Ordinal))
            Input("g", "");
        _body.AppendLine("    " + string.Format(null, update, x, One(2) ? "0" : "x[b, c]", $"{x}[b, c]"));
        Operators.Add("diagonal");
        var result = "tanh(a)";
        if (One(2))
        {
            _body.AppendLine("    state c : float[B, D] = 1");
            _body.AppendLine("    c = 0.5 * c + relu(a)");
            Operators.Add("diagonal");
            result = "a - c";
        }

        return Model(", D", result);
    }

    private string Model(string result, string value)
    {
        var text = new StringBuilder("model Net() {\n");
        foreach (var (name, axes) in _inputs.Select(Parts))
            text.AppendLine($"    input {name} : float[{axes}]");
        text.AppendLine($"    stream T\n    output y : float[B, T{result}] = Cell({string.Join(", ", _inputs.Select(i => Parts(i).Name + ":"))}) as cell");
        foreach (var line in _body.ToString().Split('\n').Where(l => l.TrimStart().StartsWith("state ", StringComparison.Ordinal)).Select(l => l.Trim().Split(' ', 4)))
            text.AppendLine($"    output last_{line[1]} : {line[3].Split('=')[0].Trim()} = cell.{line[1]}");
        text.AppendLine("}\n");
        text.AppendLine($"recurrence Cell({string.Join(", ", _inputs.Select(Parts).Select(p => $"{p.Name}: float[{p.Axes}]"))}) over T -> float[B, T{result}] {{");
        text.Append(_body).AppendLine($"    return {value}\n}}");
        return Extent().Replace(text.ToString(), extent => extent.Value switch { "H" => "2", "K" => "5", "V" => "3", "D" => "6", _ => "3" });
    }

    [GeneratedRegex(@"\b[HKVDN]\b")]
    private static partial Regex Extent();

    private static (string Name, string Axes) Parts(string input) =>
        (input.Split('|')[0], input.Split('|')[1] is ['!', .. var whole] ? whole : "B, T" + input.Split('|')[1]);
}
