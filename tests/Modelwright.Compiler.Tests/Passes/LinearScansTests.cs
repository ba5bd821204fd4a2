using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Recurrences;
using Modelwright.Compiler.Tests.Binding;

namespace Modelwright.Compiler.Tests.Passes;

public class LinearScansTests
{
    private const string Vectors = "x: float[B, T, D], k: float[B, T, D], r: bool[B, T]";

    [Theory]
    [InlineData("Delta(q, k, v, beta)", "delta rule; S")]
    [InlineData("GatedDelta(q, k, v, a, beta)", "delta rule; S")]
    [InlineData("KimiDelta(q, k, v, key_decay, beta)", "delta rule; S")]
    [InlineData("DeltaProduct(q, ks, vs, a, betas)", "delta rule, 3 a step; S")]
    [InlineData("Gla(q, k, v, key_decay)", "decay and outer products; S")]
    [InlineData("SimpleGla(q, k, v, a)", "decay and outer products; S")]
    [InlineData("Retention(q, k, v)", "decay and outer products; S")]
    [InlineData("DividedAttention(q, k, v)", "decay and outer products; S", "diagonal; z")]
    [InlineData("GatedSlots(q, k, v, key_decay)", "decay and outer products; Hk", "decay and outer products; Hv")]
    [InlineData("Ssd(v, a, rate, k, q)", "decay and outer products; S")]
    public void Every_matrix_recurrence_of_the_library_is_recognised(string call, params string[] expected)
    {
        var graph = Bind.Model($$"""
            model Net() {
                input q : float[B, T, 4, 8]
                input k : float[B, T, 4, 8]
                input v : float[B, T, 4, 6]
                input ks : float[B, T, 3, 4, 8]
                input vs : float[B, T, 3, 4, 6]
                input a : float[B, T, 4]
                input beta : float[B, T, 4]
                input betas : float[B, T, 3, 4]
                input key_decay : float[B, T, 4, 8]
                input rate : float[4]
                stream T
                output y : float[B, T, 4, 6] = {{call}} as core
            }
            """);

        Classes(graph).ShouldBe(expected, ignoreOrder: true);
        Kept(PassPipeline.Run(graph)).ShouldBe(Kept(graph), ignoreOrder: true);
    }

    [Theory]
    [InlineData("h = 0.9 * h + x", "h", "diagonal; h")]
    [InlineData("h += sigmoid(x) * (k - h)", "h", "diagonal; h")]
    [InlineData("h = where(x > k, 1, 0.5 * h)", "tanh(h)", "diagonal; h")]
    // Turns, shifts and mixtures are linear, but of no form for many steps.
    [InlineData("let next = 0.8 * h - 0.6 * g\n g = 0.6 * h + 0.8 * g + x\n h = next", "h", "linear, constant coefficients, step by step; h, g")]
    [InlineData("h[b, i] = x[b, i] + 0.5 * h[b, D - 1 - i]", "h", "linear, constant coefficients, step by step; h")]
    [InlineData("param w : float[D, D] = normal(0.1)\n h = (x * h) @ w + x", "h", "linear, step by step; h")]
    [InlineData("h = tanh(h) + x", "h", "general, step by step; h")]
    // What it was before the step is not there for all steps.
    [InlineData("let old = h\n h = 0.9 * h + x", "h * old", "linear, constant coefficients, step by step; h")]
    // One that only reads another comes after it, one that turns back does not.
    [InlineData("h = 0.9 * h + x\n g = 0.5 * g + tanh(h)", "g", "diagonal; g", "diagonal; h")]
    [InlineData("h = 0.9 * h + g\n g = 0.5 * g + tanh(h)", "g", "general, step by step; h, g")]
    [InlineData("h = tanh(h + x)\n g = 0.5 * g + h", "g", "diagonal; g", "general, step by step; h")]
    [InlineData("let old = h\n h = tanh(h + x)\n g = 0.5 * g + old", "g * old + h", "diagonal; g", "general, step by step; h")]
    public void Classes_are_found_by_linearity(string update, string result, params string[] expected)
    {
        var graph = Bind.Model($$"""
            model Net() {
                input x : float[B, T, 4]
                input k : float[B, T, 4]
                input r : bool[B, T]
                stream T
                output y : float[B, T, 4] = Cell(x, k, r) as core
            }
            recurrence Cell({{Vectors}}) over T -> float[B, T, D] {
                state h : float[B, D] = 0
                {{(update.Contains("g =", StringComparison.Ordinal) ? "state g : float[B, D] = 0" : "")}}
                {{update}}
                return {{result}}
            }
            """);

        Classes(graph).ShouldBe(expected, ignoreOrder: true);
        Kept(PassPipeline.Run(graph)).ShouldBe(Kept(graph), ignoreOrder: true);
    }

    [Theory]
    [InlineData("S[b, i, j] = S[b, i, j] * exp(-k[b, i] ^ 2) + k[b, i] * x[b, j]", "sum[i](S[b, i, j] * x[b, i])", "decay and outer products; S")]
    [InlineData("S[b, i, j] = where(r[b], 0, S[b, i, j]) + k[b, i] * x[b, j]", "sum[i](S[b, i, j] * x[b, i])", "decay and outer products; S")]
    // Read by rows instead of columns: the other way round.
    [InlineData("S[b, i, j] = 0.9 * S[b, i, j] + k[b, i] * x[b, j]", "sum[m](S[b, j, m] * x[b, m])", "decay and outer products; S")]
    // A matrix that starts again from another, decays by a whole matrix, or is read in two ways, or as it is.
    [InlineData("param w : float[D, D] = normal(1)\n S[b, i, j] = where(r[b], w[i, j], S[b, i, j]) + k[b, i] * x[b, j]", "sum[i](S[b, i, j] * x[b, i])", "linear, step by step; S")]
    [InlineData("S[b, i, j] = S[b, i, j] * exp(-k[b, i] * x[b, j]) + k[b, i] * x[b, j]", "sum[i](S[b, i, j] * x[b, i])", "linear, step by step; S")]
    [InlineData("S[b, i, j] += k[b, i] * x[b, j]", "sum[i](S[b, i, j] * x[b, i]) + sum[m](S[b, j, m])", "linear, constant coefficients, step by step; S")]
    [InlineData("S[b, i, j] += k[b, i] * x[b, j]", "S[b, j, j]", "linear, constant coefficients, step by step; S")]
    // Two writes of one step, and a correction that reads before a decay by a number, and by what changes.
    [InlineData("S[b, i, j] += k[b, i] * x[b, j] + tanh(x[b, i]) * k[b, j]", "sum[i](S[b, i, j] * x[b, i])", "decay and outer products, 2 a step; S")]
    [InlineData("S[b, i, j] = where(r[b], 1, S[b, i, j]) + k[b, i] * x[b, j]", "sum[i](S[b, i, j] * x[b, i])", "decay and outer products, 2 a step; S")]
    [InlineData("S[b, i, j] = 0.9 * S[b, i, j] + k[b, i] * (x[b, j] - sum[m](S[b, m, j] * k[b, m]))", "sum[i](S[b, i, j] * x[b, i])", "delta rule; S")]
    [InlineData("let d[b] = sigmoid(x[b, 0])\n S[b, i, j] = d[b] * S[b, i, j] + k[b, i] * (x[b, j] - sum[m](S[b, m, j] * k[b, m]))", "sum[i](S[b, i, j] * x[b, i])", "linear, step by step; S")]
    public void Matrices_are_recognised_by_how_they_are_written_and_read(string update, string result, string expected)
    {
        var graph = Bind.Model($$"""
            model Net() {
                input x : float[B, T, 4]
                input k : float[B, T, 4]
                input r : bool[B, T]
                stream T
                output y : float[B, T, 4] = Cell(x, k, r) as core
            }
            recurrence Cell({{Vectors}}) over T -> float[B, T, D] {
                state S : float[B, D, D] = 0
                {{update}}
                return [b, j] => {{result}}
            }
            """);

        Classes(graph).ShouldBe([expected]);
        Kept(PassPipeline.Run(graph)).ShouldBe(Kept(graph));
    }

    [Fact]
    public void Between_two_states_of_a_step_the_work_is_done_for_all_steps()
    {
        var graph = PassPipeline.Run(Bind.Model("""
            model Net() {
                input q : float[B, T, 2, 8]
                input v : float[B, T, 2, 6]
                input keep : float[B, T, 2, 5]
                output y : float[B, T, 2, 6] = GatedSlots(q, q, v, keep) as core
            }
            """));

        var operators = graph.Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).ToList();
        operators.ShouldNotContain(op => op is Scan);
        operators.OfType<LinearScan>().Select(scan => scan.State).ShouldBe(["Hk", "Hv"]);
        graph.Functions.SelectMany(f => f.Nodes).Single(n => n.Operator is Softmax).Result.Shape.ToString().ShouldBe("[B, T, 2, 5]");
    }

    private static List<string> Classes(ModelGraph graph) =>
        [.. RecurrenceSummary.Of(PassPipeline.Run(graph)).Select(r => $"{r.Class}; {string.Join(", ", r.States.Select(s => s.Name))}")];

    private static List<string> Kept(ModelGraph graph) => [.. graph.AllStates().Select(s => $"{s.Path} : {s.Type}")];
}
