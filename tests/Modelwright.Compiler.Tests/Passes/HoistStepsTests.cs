using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Scans;
using Modelwright.Compiler.Passes.Simplification;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class HoistStepsTests
{
    [Fact]
    public void The_input_projection_is_one_product_before_the_scan()
    {
        var graph = Scanned((f, h, x, _) =>
        {
            var input = f.Add(new Add(), f.Add(new Einsum("bd,od->bo"), x, f.Parameter("w", 4, 4)), f.Parameter("b", 4));
            var next = f.Add(new Tanh(), f.Add(new Add(), input, f.Add(new Einsum("bd,od->bo"), h, f.Parameter("u", 4, 4))));
            return [next, next];
        });

        var hoisted = Hoisted(graph);

        hoisted.Main.Body().ShouldBe("einsum(abc,dc->abd) %x, @rnn.w; add %0, @rnn.b; scan(Step, rnn, T, states: [h], sequences: [1], outputs: [1]) %h, %1");
        hoisted.Functions[0].Body().ShouldBe("einsum(bd,od->bo) %h, @u; add %before, %0; tanh %1");
        hoisted.Functions[0].Parameters.ShouldHaveSingleItem().Path.ShouldBe("u");
        hoisted.Main.Parameters.Select(p => p.Path).ShouldBe(["rnn.w", "rnn.b"]);
    }

    [Fact]
    public void What_is_the_same_in_every_step_is_computed_once()
    {
        var graph = Scanned((f, h, x, same) =>
        {
            var keep = f.Add(new Exp(), f.Add(new Neg(), f.Parameter("rate", 4)));
            var next = f.Add(new Add(), f.Mul(h, keep), f.Mul(x, f.Add(new Sigmoid(), same)));
            return [next, next];
        });

        var hoisted = Hoisted(graph);

        hoisted.Main.Body().ShouldBe("neg @rnn.rate; exp %0; sigmoid %same; mul %x, %2; scan(Step, rnn, T, states: [h], sequences: [1], outputs: [1]) %h, %3, %1");
        hoisted.Functions[0].Body().ShouldBe("mul %h, %before_2; add %0, %before");
    }

    [Fact]
    public void An_outer_product_stays_in_the_step()
    {
        var step = new FunctionBuilder();
        var s = step.Input("s", Float(B, 4, 3));
        var (k, v) = (step.Input("k", Float(B, 4)), step.Input("v", Float(B, 3)));
        var write = step.Mul(step.Reshape(step.Add(new Exp(), k), B, 4, 1), step.Reshape(v, B, 1, 3));
        var callee = step.Build("Step", step.Add(new Add(), s, write));
        var f = new FunctionBuilder();
        var scan = new Scan(callee, "", T, new(["s"]), new([1, 1]), new([]), false);
        var graph = Model(null, callee, f.Build("Main", f.Invoke(scan, f.Input("s", Float(B, 4, 3)), f.Input("k", Float(B, T, 4)), f.Input("v", Float(B, T, 3))).ToArray()));

        var hoisted = Hoisted(graph);

        hoisted.Main.Body().ShouldBe("exp %k; scan(Step, T, states: [s], sequences: [1, 1], outputs: []) %s, %v, %0");
        hoisted.Functions[0].Body().ShouldBe("reshape([B, 4, 1]) %before; reshape([B, 1, 3]) %v; mul %0, %1; add %s, %2");
    }

    [Fact]
    public void An_output_that_reads_no_state_needs_no_scan()
    {
        var graph = Scanned((f, h, x, same) => [f.Add(new Add(), h, x), f.Add(new Tanh(), x)]);

        var hoisted = Hoisted(graph);

        hoisted.Main.Body().ShouldBe("tanh %x; scan(Step, rnn, T, states: [h], sequences: [1], outputs: []) %h, %x");
    }

    [Fact]
    public void A_step_that_reads_no_state_leaves_no_scan()
    {
        var graph = Scanned((f, h, x, same) => [h, f.Mul(x, same)], withState: false);

        Hoisted(graph).Main.Body().ShouldBe("mul %x, %same");
    }

    [Fact]
    public void Views_stay_where_they_are_read()
    {
        var graph = Scanned((f, h, x, same) =>
        {
            var turned = f.Transpose(f.Reshape(f.Add(new Exp(), x), B, 2, 2), 0, 2, 1);
            var next = f.Reshape(f.Mul(turned, f.Reshape(h, B, 2, 2)), B, 4);
            return [next, next];
        });

        var hoisted = Hoisted(graph);

        hoisted.Main.Body().ShouldBe("exp %x; scan(Step, rnn, T, states: [h], sequences: [1], outputs: [1]) %h, %0");
        hoisted.Functions[0].Body().ShouldBe("reshape([B, 2, 2]) %before; transpose(0, 2, 1) %0; reshape([B, 2, 2]) %h; mul %1, %2; reshape([B, 4]) %3");
    }

    [Fact]
    public void Instances_that_read_no_state_are_called_for_all_steps_at_once()
    {
        var linear = new FunctionBuilder();
        var z = linear.Input("z", Float(B, 4));
        var callee = linear.Build("Linear", linear.Add(new Einsum("bd,od->bo"), z, linear.Parameter("weight", 4, 4)));
        var graph = Scanned(
            (f, h, x, same) => [f.Add(new Add(), f.Call(callee, "input", x)[0], f.Call(callee, "hidden", h)[0]), h], callees: callee);

        var hoisted = Hoisted(graph);

        hoisted.Main.Body().ShouldStartWith("einsum(abc,dc->abd) %x, @rnn.input.weight; scan(Step, ");
        hoisted.Functions.Single(f => f.Name == "Step").Body().ShouldBe("call(Linear, hidden) %h; add %before, %0");
    }

    [Fact]
    public void Any_work_can_be_done_for_all_steps_at_once()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var before = DeadCode.Run(new RandomGraph(seed).Build());
            HoistSteps.Run(before).ShouldMeanTheSameAs(before, seed, $"the graph of seed {seed}");
        }
    }

    // A scan over the second axis of x with a state of float[B, 4]; the step gives the next state and one output.
    private static ModelGraph Scanned(Func<FunctionBuilder, Value, Value, Value, Value[]> body, bool withState = true, params Function[] callees)
    {
        var step = new FunctionBuilder();
        var (h, x, same) = (step.Input("h", Float(B, 4)), step.Input("x", Float(B, 4)), step.Input("same", Float(4)));
        var callee = step.Build("Step", body(step, h, x, same));
        var f = new FunctionBuilder();
        var scan = new Scan(callee, "rnn", T, new(["h"]), new([1]), new([1]), false);
        var results = f.Invoke(scan, f.Input("h", Float(B, 4)), f.Input("x", Float(B, T, 4)), f.Input("same", Float(4)));
        return Model(null, [.. callees, callee, f.Build("Main", withState ? [.. results] : [results[1]])]);
    }

    private static ModelGraph Hoisted(ModelGraph graph)
    {
        var hoisted = DeadCode.Run(HoistSteps.Run(DeadCode.Run(graph)));
        hoisted.ShouldMeanTheSameAs(graph);
        GraphPrinter.Print(DeadCode.Run(HoistSteps.Run(hoisted))).ShouldBe(GraphPrinter.Print(hoisted));
        return hoisted;
    }
}
