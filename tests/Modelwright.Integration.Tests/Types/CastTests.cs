using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;

namespace Modelwright.Integration.Tests.Types;

/// <summary>Casts between every two element types, at the ends of their ranges too.</summary>
public sealed class CastTests
{
    public static TheoryData<string> Types => [.. Elements.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_cast_agrees(string from)
    {
        var type = Elements.Parse(from);
        double[] values = Elements.IsFloat(type)
            ? [.. Elements.Samples(type), 1e10, -1e10, 1e30, -1e30, 255.5, 256, 127.5, -128.5, 300, double.NaN, double.PositiveInfinity, double.NegativeInfinity]
            : Elements.Samples(type);
        var text = $"model Casts() {{ input x : {from}[N]\n"
            + string.Concat(Elements.Types.Select(to => $" output to_{to} : {to}[N] = {to}(x)\n")) + "}";
        var compiled = DynamicModel.Compile([new SourceText("casts.model", text)]);
        var model = compiled.Initialize(1);
        var inputs = new Dictionary<string, TensorData> { ["x"] = Elements.Tensor(type, values, values.Length) };
        foreach (var to in Elements.Types)
        {
            // The reference refuses an int64 at the ends of its range, which some floats become.
            var target = Elements.Parse(to);
            var expected = values.Select(v => Expected(Elements.Numbers(Elements.Tensor(type, [v], 1))[0], type, target)).ToArray();
            foreach (var backend in new[] { Backend.Native, Backend.Onnx, Backend.Reference }.Where(b => b != Backend.Reference || !Elements.IsFloat(type)))
                Elements.Numbers(Backend.Run(backend, compiled, model, inputs)["to_" + to]).ShouldBe(expected, $"{backend}: {from} to {to}");
        }
    }

    /// <summary>What .NET says, where its conversions are the language's.</summary>
    private static double Expected(double x, ElementType from, ElementType to) => (Elements.IsFloat(from), to) switch
    {
        (_, ElementType.Bool) => x != 0 ? 1 : 0,
        (_, ElementType.Float32) => (float)x,
        (_, ElementType.Float16) => (double)(Half)(float)x,
        (_, ElementType.BFloat16) => Modelwright.Kernels.Scalar.FromBFloat16(Modelwright.Kernels.Scalar.ToBFloat16((float)x)),
        (true, ElementType.Int64) => long.CreateSaturating(x),
        (true, ElementType.Int32) => int.CreateSaturating(x),
        (true, ElementType.Int8) => sbyte.CreateSaturating(x),
        (true, _) => byte.CreateSaturating(x),
        (false, ElementType.Int32) => unchecked((int)(long)x),
        (false, ElementType.Int8) => unchecked((sbyte)(long)x),
        (false, ElementType.UInt8) => unchecked((byte)(long)x),
        _ => x,
    };
}
