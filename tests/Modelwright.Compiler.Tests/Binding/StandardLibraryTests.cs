using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>What the standard library refuses, in words of the architecture.</summary>
public sealed class StandardLibraryTests
{
    [Theory]
    [InlineData("heads: 3, kv_heads: 2, head_dim: 4", "MW0222: 3 query heads cannot share 2 key and value heads evenly")]
    [InlineData("heads: 2, kv_heads: 1, head_dim: 3", "MW0222: rope rotates the two halves of a head, and 3 channels have none")]
    public void Sizes_that_do_not_go_together_are_refused(string sizes, string error) => Bind.Errors(
            $"model M() {{ input x : float[B, T, 12]\n stream T\n output y : float[B, T, 12] = GatedAttention(x, {sizes}) as attn }}")
        .ShouldHaveSingleItem().ShouldEndWith(error);
}
