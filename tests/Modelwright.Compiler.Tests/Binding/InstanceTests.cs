using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>Instances that are called again.</summary>
public sealed class InstanceTests
{
    [Fact]
    public void The_same_instance_has_one_set_of_parameters()
    {
        var model = Bind.Model("model M() { input x : float[B, 4]\n input z : float[C, 4]\n let a = Linear(x, 3) as k\n output y : float[C, 3] = k(z)\n output w : float[B, 3] = a }");
        model.AllParameters().Select(p => p.Path).Distinct().ShouldBe(["k.weight"]);
        PassPipeline.Run(model).Main.Parameters.ShouldHaveSingleItem().Path.ShouldBe("k.weight");
    }

    [Fact]
    public void A_loop_without_a_path_shares_what_was_made_before()
    {
        var model = Bind.Model("model M() { input x : float[B, 4]\n var h = Linear(x, 4) as f\n for i in 0..2 { h = f(RmsNorm(h) as norms[i]) }\n output y : float[B, 4] = h }");
        PassPipeline.Run(model).Main.Parameters.Select(p => p.Path).ShouldBe(["f.weight", "norms.0.weight", "norms.1.weight"], ignoreOrder: true);
    }

    [Fact]
    public void A_name_that_comes_from_the_block_can_be_called_too() => Bind.Model(
            "model M() { input x : float[B, 4]\n let h = Linear(x, 4)\n output y : float[B, 4] = linear(h) }")
        .AllParameters().ShouldHaveSingleItem().Path.ShouldBe("linear.weight");

    [Fact]
    public void What_could_not_be_made_is_not_missed_when_it_is_called() => Bind.Errors(
            "model M() { input x : float[B, 4]\n let h = Linear(x, none) as f\n output y : float[B, 4] = f(h) }")
        .ShouldHaveSingleItem().ShouldContain("'none'");

    [Theory]
    [InlineData("for i in 0..2 as layers { h = f(h) }", "MW0230: this instance belongs outside of the loop; give the loop no path, or make an instance in it")]
    [InlineData("h = f(h, 4)", "MW0110: an instance is called again with its tensors alone, one argument; the constants are those of the first call")]
    [InlineData("h = f(h) as g", "MW0231: this instance has its path already")]
    [InlineData("h = g(h)", "MW0101: unknown name 'g'")]
    public void Misuse_is_one_error(string statement, string error) => Bind.Errors(
            "model M() { input x : float[B, 4]\n var h = Linear(x, 4) as f\n " + statement + "\n output y : float[B, 4] = h }")
        .ShouldHaveSingleItem().ShouldEndWith(error);

    [Fact]
    public void Each_call_has_states_of_its_own() => Bind.Model(
            "model M() { input x : float[B, T, 4]\n stream T\n let h = Attention(x, 2) as a\n let i = a(h) as second\n output y : float[B, T, 4] = a(i) }")
        .AllStates().Select(s => s.Path).ShouldBe(["a.k", "a.v", "second.k", "second.v", "a_2.k", "a_2.v"]);
}
