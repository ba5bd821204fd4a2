using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Streaming;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Passes;

/// <summary>What becomes an input and an output, and how it is called; that the numbers are right is tested where models run.</summary>
public class ExplicitStatesTests
{
    [Fact]
    public void States_follow_the_inputs_and_outputs_under_their_paths()
    {
        var stateful = Run("""
            model M() {
                input x : float[B, T, 4]
                stream T
                let y = CausalConv(x, taps: 3) as conv
                let mix[b, t, d] = cumsum[t](y[b, t, d])
                output z : float[B, T, 4] = Attention(mix, heads: 2) as attn
            }
            """);

        Ports(stateful.Graph.Inputs).ShouldBe(
            ["x : float[B, T, 4]", "conv.x : float[B, 2, 4]", "conv : float[B, 4]", "attn.k : float[B, past, 2, 2]", "attn.v : float[B, past, 2, 2]"], ignoreOrder: true);
        Ports(stateful.Graph.Outputs).ShouldBe(
            ["z : float[B, T, 4]", "conv.x.next : float[B, 2, 4]", "conv.next : float[B, 4]", "attn.k.next : float[B, T + past, 2, 2]", "attn.v.next : float[B, T + past, 2, 2]"],
            ignoreOrder: true);
        stateful.States.Select(state => state.Input).ShouldBe(stateful.Graph.Inputs.Skip(1).Select(port => port.Name));
        stateful.States.Select(state => state.Output).ShouldBe(stateful.Graph.Outputs.Skip(1).Select(port => port.Name));
        stateful.States.ShouldAllBe(state => state.Axis == (state.Path.StartsWith("attn.", StringComparison.Ordinal) ? 1 : (int?)null));
        stateful.StreamAxis.ShouldBe("T");
        stateful.Graph.StreamAxis.ShouldBeNull();
    }

    [Fact]
    public void A_model_without_a_history_counts_its_steps()
    {
        var stateful = Run("""
            model M() {
                input x : float[B, T]
                stream T
                output y : float[B, T] = [b, t] => x[b, t] * t
            }
            """);

        Ports(stateful.Graph.Inputs).ShouldBe(["x : float[B, T]", "position : int64[]"]);
        Ports(stateful.Graph.Outputs).ShouldBe(["y : float[B, T]", "position.next : int64[]"]);
    }

    [Fact]
    public void A_history_tells_the_position()
    {
        var stateful = Run("""
            model M() {
                input x : float[B, T]
                stream T
                output y : float[B, T] = [b, t] => mean[s | s <= t](x[b, s] * t)
            }
            """);

        Ports(stateful.Graph.Inputs).ShouldBe(["x : float[B, T]", "x.state : float[B, past]"]);
    }

    [Fact]
    public void A_state_that_starts_as_zeros_is_given_as_zeros_and_any_other_needs_the_position()
    {
        Run(Recurrence("0")).Graph.Inputs.Select(port => port.Name).ShouldBe(["x", "sum.s"]);
        Run(Recurrence("1")).Graph.Inputs.Select(port => port.Name).ShouldBe(["x", "sum.s", "position"]);

        static string Recurrence(string start) => $$"""
            recurrence Sum(x: float[B, T]) over T -> float[B, T] {
                state s : float[B] = {{start}}
                s += x
                return s
            }
            model M() {
                input x : float[B, T]
                stream T
                output y : float[B, T] = Sum(x)
            }
            """;
    }

    [Fact]
    public void Names_that_are_taken_are_told_apart()
    {
        // The history of x is the state x, which is the input's name.
        var stateful = Run("""
            model M() {
                input x : float[B, T]
                stream T
                output y : float[B, T] = [b, t] => sum[s | s <= t](x[b, s])
            }
            """);

        stateful.States.ShouldBe([new StatePort("x", "x.state", "x.state.next", 1)]);
    }

    [Fact]
    public void Caches_take_the_names_and_the_layout_of_serving_engines()
    {
        var stateful = Run(
            """
            model M() {
                input x : float[B, T, 8]
                stream T
                var y = x
                for i in 0..2 as layers { y += Attention(CausalConv(y, taps: 2) as conv, heads: 4, kv_heads: 2) as attn }
                output z : float[B, T, 8] = y
            }
            """,
            KvNames.Past);

        Ports(stateful.Graph.Inputs).ShouldBe(
            [
                "x : float[B, T, 8]",
                "layers.0.conv.x : float[B, 1, 8]", "past_key_values.0.key : float[B, 2, past, 2]", "past_key_values.0.value : float[B, 2, past, 2]",
                "layers.1.conv.x : float[B, 1, 8]", "past_key_values.1.key : float[B, 2, past, 2]", "past_key_values.1.value : float[B, 2, past, 2]",
            ],
            ignoreOrder: true);
        Ports(stateful.Graph.Outputs.Skip(1)).ShouldBe(
            [
                "layers.0.conv.x.next : float[B, 1, 8]", "present.0.key : float[B, 2, T + past, 2]", "present.0.value : float[B, 2, T + past, 2]",
                "layers.1.conv.x.next : float[B, 1, 8]", "present.1.key : float[B, 2, T + past, 2]", "present.1.value : float[B, 2, T + past, 2]",
            ],
            ignoreOrder: true);
        stateful.States.ShouldContain(new StatePort("layers.1.attn.v", "past_key_values.1.value", "present.1.value", 2));
    }

    [Fact]
    public void Refuses_a_model_that_does_not_stream() =>
        Should.Throw<NotSupportedException>(() => Run("model M() { input x : float[B, T]\n output y : float[B, T] = x }"))
            .Message.ShouldBe("M has no 'stream' axis, so it keeps no states");

    [Fact]
    public void Refuses_names_for_caches_that_there_are_not() =>
        Should.Throw<NotSupportedException>(() => Run("model M() { input x : float[B, T]\n stream T\n output y : float[B, T] = x }", KvNames.Past))
            .Message.ShouldBe("M has no attention that keeps its keys and values, so no cache to name past_key_values");

    private static StatefulModel Run(string text, KvNames names = KvNames.Paths)
    {
        var compiled = ModelCompiler.Compile([new SourceText("m.model", text)], new CompileOptions());
        compiled.Diagnostics.ShouldBeEmpty();
        var stateful = ExplicitStates.Run(PassPipeline.Run(compiled.Models.Single()), names);
        GraphVerifier.Verify(stateful.Graph);
        return stateful;
    }

    private static IEnumerable<string> Ports(IEnumerable<Port> ports) => ports.Select(port => $"{port.Name} : {port.Type}");
}
