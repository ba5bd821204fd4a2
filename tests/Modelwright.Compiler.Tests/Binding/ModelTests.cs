using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>Models, blocks, loops and paths as graphs.</summary>
public sealed class ModelTests
{
    private const string Stack = """
        /// A stack.
        model Stack(width: int = 4, depth: int = 3, tied: bool = true) {
            /// The tokens.
            input tokens : int64[B, T]
            stream T
            param embed : float[16, width] = normal(0.02)
            var x = embed[tokens]
            for i in 0..depth as layers {
                x += Attention(RmsNorm(x) as attn_norm, 2) as attn
                x += SwiGlu(RmsNorm(x) as mlp_norm, hidden: 6) as mlp
            }
            output logits : float[B, T, 16] = tied ? x @ transpose(embed) : Linear(x, 16) as head
        }
        """;

    [Fact]
    public void Parameters_have_the_path_of_their_instances()
    {
        Paths(Bind.Model(Stack, ("depth", "2"))).ShouldBe([
            "embed",
            "layers.0.attn_norm.weight", "layers.0.attn.q.weight", "layers.0.attn.k.weight", "layers.0.attn.v.weight", "layers.0.attn.o.weight",
            "layers.0.mlp_norm.weight", "layers.0.mlp.gate.weight", "layers.0.mlp.up.weight", "layers.0.mlp.down.weight",
            "layers.1.attn_norm.weight", "layers.1.attn.q.weight", "layers.1.attn.k.weight", "layers.1.attn.v.weight", "layers.1.attn.o.weight",
            "layers.1.mlp_norm.weight", "layers.1.mlp.gate.weight", "layers.1.mlp.up.weight", "layers.1.mlp.down.weight",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Only_the_branch_taken_has_parameters() =>
        Paths(Bind.Model(Stack, ("tied", "false"), ("depth", "0"))).ShouldBe(["embed", "head.weight"]);

    [Fact]
    public void A_block_is_bound_once_for_equal_arguments() =>
        Bind.Model(Stack).Functions.Count(f => f.Name.StartsWith("SwiGlu", StringComparison.Ordinal)).ShouldBe(1);

    [Fact]
    public void Ports_keep_the_users_names_and_words()
    {
        var model = Bind.Model(Stack);
        model.Documentation.ShouldBe("A stack.");
        model.Inputs.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            input => input.Type.ToString().ShouldBe("int64[B, T]"), input => input.Documentation.ShouldBe("The tokens."));
        model.Outputs.ShouldHaveSingleItem().Type.ToString().ShouldBe("float[B, T, 16]");
        model.StreamAxis.ShouldBe("T");
    }

    [Fact]
    public void Reading_under_a_causal_domain_is_history()
    {
        var states = Bind.Model(Stack, ("depth", "1")).Functions
            .SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<History>().Select(h => h.State);
        states.ShouldBe(["k", "v"]);
    }

    [Fact]
    public void A_loop_without_a_path_is_written_out() =>
        Bind.Model("model M() { input x : float[4]\n var y = x\n for i in 0..3 { y = y * (i + 2) }\n output z : float[4] = y }")
            .Main.Nodes.Count(n => n.Operator is Mul).ShouldBe(3);

    /// <summary>Full parameter paths in the order in which they are reached.</summary>
    private static IReadOnlyList<string> Paths(ModelGraph model) => Paths(model.Main, "").ToList();

    private static IEnumerable<string> Paths(Function function, string prefix) => function.Parameters.Select(p => prefix + p.Path)
        .Concat(function.Nodes.Select(n => n.Operator).OfType<Call>().SelectMany(c => Paths(c.Callee, prefix + c.Path + ".")));

    [Theory]
    [InlineData("4611686018427387904")]
    [InlineData("70000")]
    public void A_parameter_holds_what_an_array_can(string extent) => Bind.Errors(
            $"model Net() {{ input x : float[B, 70000]\nparam w : float[{extent}, 70000]\noutput y : float[B, 70000] = x }}")
        .ShouldHaveSingleItem().ShouldBe($"a.model(2,11): error MW0283: this has shape [{extent}, 70000]; a tensor holds at most 2147483647 numbers");
}
