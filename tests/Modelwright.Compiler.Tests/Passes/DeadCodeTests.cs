using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Simplification;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class DeadCodeTests
{
    [Fact]
    public void States_sequences_and_outputs_that_influence_nothing_are_dropped()
    {
        var step = new FunctionBuilder();
        var (h, c, lone) = (step.Input("h", Float(B)), step.Input("c", Float(B)), step.Input("lone", Float(B)));
        var (x, y, same) = (step.Input("x", Float(B)), step.Input("y", Float(B)), step.Input("same", Float()));
        var callee = step.Build(
            "Step",
            step.Add(new Add(), h, x), step.Add(new Mul(), c, h), step.Add(new Mul(), lone, step.Parameter("rate")),
            step.Add(new Add(), y, same), step.Add(new Tanh(), c));
        var f = new FunctionBuilder();
        var scan = new Scan(callee, "rnn", T, new(["h", "c", "lone"]), new([0, 1]), new([0, 1]), false);
        var start = f.Input("start", Float(B));
        var results = f.Invoke(scan, start, start, start, f.Input("x", Float(T, B)), f.Input("y", Float(B, T)), f.Input("same", Float()));
        var graph = Model(null, callee, f.Build("Main", results[4]));

        var swept = DeadCode.Run(graph);

        swept.ShouldMeanTheSameAs(graph);
        swept.Main.Body().ShouldBe("scan(Step, rnn, T, states: [h, c], sequences: [0], outputs: [1]) %start, %start, %x");
        swept.Functions[0].Body().ShouldBe("add %h, %x; mul %c, %h; tanh %c");
        swept.Functions[0].Parameters.ShouldHaveSingleItem().Path.ShouldBe("rate");
    }

    [Fact]
    public void What_no_caller_reads_is_not_computed()
    {
        var inner = new FunctionBuilder();
        var (a, b) = (inner.Input("a", Float(B)), inner.Input("b", Float(B)));
        var callee = inner.Build("Inner", inner.Add(new Sin(), a), inner.Add(new Cos(), b));
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B));
        var graph = Model(null, callee, f.Build("Main", f.Call(callee, "inner", x, f.Add(new Exp(), x))[0]));

        var swept = DeadCode.Run(graph);

        swept.Main.Body().ShouldBe("call(Inner, inner) %x");
        swept.Functions[0].Body().ShouldBe("sin %a");
    }
}
