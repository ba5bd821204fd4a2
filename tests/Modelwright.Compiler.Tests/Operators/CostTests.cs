using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using static Modelwright.Compiler.Tests.Operators.Sample;

namespace Modelwright.Compiler.Tests.Operators;

/// <summary>Floating-point operations over symbolic extents.</summary>
public class CostTests
{
    private static readonly (Operator Operator, string[] Operands, string Flops)[] Cases =
    [
        (new Add(), ["float[B, T, 1]", "float[8]"], "8 * B * T"),
        (new Cast(ElementType.Float32), ["int64[T]"], "0"),
        (new Transpose(new([1, 0])), ["float[B, T]"], "0"),
        (new Gather(0), ["float[256, 8]", "int64[T]"], "0"),
        (new Reduce(ReduceKind.Sum, 1), ["float[B, T]"], "B * T"),
        (new Softmax(1), ["float[B, T]"], "3 * B * T"),
        (new Einsum("btd,od->bto"), ["float[B, T, 4]", "float[8, 4]"], "64 * B * T"),
        (new Attention(1, Causal: false), ["float[B, T, 4, 8]", "float[B, S, 2, 8]", "float[B, S, 2, 16]"], "192 * B * S * T"),
        (new LinearScan("s", Dim.Symbol("T"), 1, false), [.. Linear, "float[B, T, 4, 8]"], "2560 * B * T"),
        (new DiagonalScan("h", Dim.Symbol("T"), 0, false), ["float[8]", "float[T, 8]", "float[T, 8]"], "16 * T"),
        (new Pool(), ["float[8]", "float[3, T, 8]", "float[3, T]", "float[2, T, 8]", "float[2, T]"], "160 * T"),
        (new Call(Functions.Scale, ""), ["float[2]"], "2"),
        (new Prepare(Functions.Twice, ""), [], "0"),
    ];

    private static string[] Linear => ["float[B, 4, 8, 16]", "float[B, T, 4, 1, 1]", "float[B, T, 4, 8]", "float[B, T, 4, 16]"];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Operator.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_a_multiply_add_as_two(string name)
    {
        var (op, operands, flops) = Cases.Single(c => c.Operator.Name == name);
        op.Flops(operands.Select(TypeOf).ToList()).ToString().ShouldBe(flops);
    }
}
