using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;

namespace Modelwright.Integration.Tests.Types;

/// <summary>Every operator on every element type that has it: the reference interpreter, native code and ONNX Runtime agree.</summary>
public sealed class ElementTypeTests
{
    private static readonly string[] Moved =
    [
        "B, 12 = concat([x, y], axis: 1)", "2, B, 6 = stack([x, y])", "6, B = transpose(x)", "B, 6 = [b, d] => x[b, 5 - d]", "B, 2 = x[..., 1..3]",
        "B, 6 = where(bool(x), x, y)", "B, 6 = x == y", "B, 6 = x != y", "2, 6 = p", "3, 6 = x[order]", "B, 6 = twice(x)", "B, 6 = where(bool(q), x, y)",
    ];

    private static readonly string[] Arithmetic =
    [
        "B, 6 = x + y", "B, 6 = x - y", "B, 6 = x * y", "B, 6 = x / y", "B, 6 = x % y", "B, 6 = -x", "B, 6 = abs(x)", "B, 6 = min(x, y)",
        "B, 6 = max(x, y)", "B, 6 = x < y", "B, 6 = x <= y", "B, 6 = x > y", "B, 6 = x >= y", "B, 6 = x ^ 2", "B, 6 = x ^ 3", "B, 6 = x + 3",
        "B, 6 = 2 * x", "B, 6 = clamp(x, 1, 5)", "B, 6 = clamp(x, min(x, y), y)", "B, 6 = [b, d] => x[b, sum[k](where(x[b, k] > x[b, d], 1, 0))]", "B, 6 = where(x < 3, x, 4)", "B, 6 = x + q", "B, B = x @ transpose(y)", "B = [b] => sum[d](x[b, d])",
        "B = [b] => prod[d](x[b, d])", "B = [b] => max[d](x[b, d])", "B = [b] => min[d](x[b, d])", "B = [b] => argmax[d](x[b, d])",
        "B, 6 = [b, d] => cumsum[d](x[b, d])", "B = [b] => sum[d | d != 2](x[b, d])", "B = [b] => prod[d | d < 4](x[b, d])", "B, 6 = [b, d] => x[b, d] * d",
    ];

    private static readonly string[] OfFloats =
    [
        "B, 6 = exp(min(x, 2))", "B, 6 = log(abs(x) + 1)", "B, 6 = sqrt(abs(x))", "B, 6 = rsqrt(abs(x) + 1)", "B, 6 = sin(x)", "B, 6 = cos(x)", "B, 6 = atan(x)", "B, 6 = tanh(x)",
        "B, 6 = sigmoid(x)", "B, 6 = erf(x)", "B, 6 = floor(x)", "B, 6 = abs(x) ^ 0.5", "B = [b] => mean[d](x[b, d])", "B = [b] => logsumexp[d](x[b, d])",
        "B, 6 = [b, d] => softmax[d](x[b, d])", "B, 6 = x + 0.5",
    ];

    private static readonly string[] OfBools =
    [
        "B, 6 = x && y", "B, 6 = x || y", "B, 6 = !x", "B, 6 = where(x, y, !y)", "B, 6 = where(x, true, y)", "B = [b] => any[d](x[b, d])",
        "B = [b] => all[d](x[b, d])", "B, 6 = x == true",
    ];

    public static TheoryData<string> Types => [.. Elements.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_operator_agrees(string keyword)
    {
        var type = Elements.Parse(keyword);
        string[] operators = type == ElementType.Bool ? [.. Moved, .. OfBools] : [.. Moved, .. Arithmetic, .. Elements.IsFloat(type) ? OfFloats : []];
        var text = $"op twice(x: {keyword}[...]) -> {keyword}[...] {{ return where(x == x, x, x) }}\n"
            + $"model Every() {{ input x : {keyword}[B, 6]\n input y : {keyword}[B, 6]\n input order : int32[3]\n buffer p : {keyword}[2, 6]\n buffer q : {keyword}[6]\n"
            + string.Concat(operators.Select((o, i) => Output(o, i, keyword))) + "}";
        var samples = Elements.Samples(type);
        Agree(text, new() { ["x"] = Elements.Tensor(type, samples, 2, 6), ["y"] = Elements.Tensor(type, [.. samples[1..].Reverse(), samples[0]], 2, 6), ["order"] = TensorData.Of([1, 0, 1], 3) },
            new() { ["p"] = Elements.Tensor(type, samples, 2, 6), ["q"] = Elements.Tensor(type, samples[..6], 6) }, i => operators[i]);
    }

    private static string Output(string definition, int number, string keyword)
    {
        var (shape, value) = (definition.Split(" = ", 2)[0], definition.Split(" = ", 2)[1]);
        return $" output o{number} : {ResultOf(value, keyword)}[{shape}] = {value}\n";
    }

    private static string ResultOf(string value, string keyword) =>
        value.Contains("argmax") ? "int64" : keyword == "bool" || (!value.Contains("where") && !value.Contains('|') && value.IndexOfAny(['<', '>', '=']) >= 0 && !value.Contains("=>")) ? "bool" : keyword;

    private static void Agree(string text, Dictionary<string, TensorData> inputs, Dictionary<string, TensorData> weights, Func<int, string> what)
    {
        var compiled = DynamicModel.Compile([new SourceText("types.model", text)]);
        var model = compiled.Create(weights);
        var expected = Backend.Run(Backend.Reference, compiled, model, inputs);
        foreach (var backend in new[] { Backend.Native, Backend.Onnx })
        {
            var actual = Backend.Run(backend, compiled, model, inputs);
            for (var i = 0; i < expected.Count; i++)
                Same(actual[$"o{i}"], expected[$"o{i}"], $"{backend}: {what(i)}");
        }
    }

    private static void Same(TensorData actual, TensorData expected, string what)
    {
        actual.ToString().ShouldBe(expected.ToString(), what);
        var (a, e) = (Elements.Numbers(actual), Elements.Numbers(expected));
        var tolerance = expected.ElementType switch { ElementType.Float32 => 1e-5, ElementType.Float16 => 4e-3, ElementType.BFloat16 => 3e-2, _ => 0 };
        for (var i = 0; i < a.Length; i++)
        {
            var close = a[i].Equals(e[i]) || Math.Abs(a[i] - e[i]) <= tolerance * Math.Max(1, Math.Abs(e[i]));
            close.ShouldBeTrue($"{what}: [{i}] is {a[i]}, not {e[i]}");
        }
    }
}
