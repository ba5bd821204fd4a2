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
        (new Call(Functions.Scale, ""), ["float[2]"], "2"),
        (new Prepare(Functions.Twice, ""), [], "0"),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Operator.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_a_multiply_add_as_two(string name)
    {
        var (op, operands, flops) = Cases.Single(c => c.Operator.Name == name);
        op.Flops(operands.Select(TypeOf).ToList()).ToString().ShouldBe(flops);
    }
}
