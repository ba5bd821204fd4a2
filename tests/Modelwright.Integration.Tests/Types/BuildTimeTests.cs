using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;

namespace Modelwright.Integration.Tests.Types;

/// <summary>Lists, defaults, functions and constants at build time, by the numbers that they give.</summary>
public sealed class BuildTimeTests
{
    [Theory]
    [InlineData("split(x, 2)[-1]", 3, 4)]
    [InlineData("concat(split(x, [1, 1, 2]) + [x], axis: 1)[..., 2..4]", 3, 4)]
    [InlineData("second(x)", 3, 4)]
    [InlineData("x[..., ..2] + offset(x[..., ..2])", 3.5, 4.5)]
    [InlineData("twice(x[..., 2..4], u => u / 2)", 3, 4)]
    [InlineData("twice(x[..., 2..4], f: half)", 3, 4)]
    [InlineData("[b, i: 2] => sum[j: 2](swap[i, j] * x[b, 3 - j])", 3, 4)]
    [InlineData("x[..., ..2] + float(min(len(sizes), 7 % 5))", 3, 4)]
    public void Gives(string value, double first, double second)
    {
        var compiled = DynamicModel.Compile([new SourceText("lists.model", $$"""
            const swap[i: 2, j: 2] = where(i == j, 0, 1)
            op half(x: float[...]) -> float[...] { return x / 2 }
            op twice(x: float[...], f: float[...] -> float[...] = half) -> float[...] { return 2 * f(x) }
            op offset(x: float[B, D], by: float[D] = 2.5, on: bool[B, D] = true) -> float[B, D] { return where(on, by * (1 + 0 * x), x) }
            op second(x: float[B, D]) -> float[B, 2] { let (_, b, _) = split(x, [2, 2, D - 4])  return b }
            model Lists(sizes: list<int> = [1, 2, 3]) {
                input x : float[B, 4]
                output y : float[B, 2] = {{value}}
            }
            """)]);
        var model = compiled.Initialize(1);
        var inputs = new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f, 2, 3, 4], 1, 4) };
        foreach (var backend in Backend.All(false))
            Elements.Numbers(Backend.Run(backend, compiled, model, inputs)["y"]).ShouldBe([first, second], backend);
    }
}
