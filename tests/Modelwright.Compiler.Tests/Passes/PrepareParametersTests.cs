using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Parameters;
using Modelwright.Compiler.Passes.Simplification;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class PrepareParametersTests
{
    [Fact]
    public void A_chain_of_parameters_and_constants_goes_whole()
    {
        var f = new FunctionBuilder();
        var rate = f.Add(new Neg(), f.Add(new Exp(), f.Add(new Add(), f.Parameter("a_log", 4), f.Scalar(1.0))));
        var graph = f.Model(f.Mul(f.Input("x", Float(B, T, 4)), rate));

        var prepared = Prepared(graph);

        prepared.Main.Body().ShouldBe("prepare(MainPrepared); mul %x, %0");
        prepared.Functions[0].Body().ShouldBe("add @a_log, 1; exp %0; neg %1");
        prepared.Functions[0].Parameters.ShouldBe(graph.Main.Parameters);
        prepared.Main.Parameters.ShouldBe(graph.Main.Parameters);
    }

    [Fact]
    public void Views_of_what_is_prepared_stay_where_they_are_read()
    {
        var f = new FunctionBuilder();
        var keys = f.Add(new Einsum("sd,od->so"), f.Parameter("prompt", 3, 4), f.Parameter("w", 6, 4));
        var graph = f.Model(f.Add(new Einsum("bthe,she->bths"), f.Input("q", Float(B, T, 2, 3)), f.Reshape(keys, 3, 2, 3)));

        var prepared = Prepared(graph);

        prepared.Main.Body().ShouldBe("prepare(MainPrepared); reshape([3, 2, 3]) %0; einsum(bthe,she->bths) %q, %1");
        prepared.Functions[0].Body().ShouldBe("einsum(sd,od->so) @prompt, @w");
    }

    [Fact]
    public void A_view_of_a_parameter_is_no_work()
    {
        var f = new FunctionBuilder();
        ShouldStay(f.Model(f.Mul(f.Input("x", Float(B, T, 4)), f.Reshape(f.Transpose(f.Parameter("w", 2, 2), 1, 0), 4))));
    }

    [Fact]
    public void What_depends_on_no_parameter_stays()
    {
        var f = new FunctionBuilder();
        ShouldStay(f.Model(f.Mul(f.Input("x", Float(B, T, 4)), f.Add(new Exp(), f.Add(new Cast(ElementType.Float32), f.Add(new Iota(4)))))));
    }

    [Fact]
    public void What_has_a_symbolic_extent_stays()
    {
        var f = new FunctionBuilder();
        var positions = f.Add(new Cast(ElementType.Float32), f.Add(new Iota(T)));
        ShouldStay(f.Model(f.Mul(f.Input("x", Float(B, T, 4)), f.Mul(f.Reshape(positions, T, 1), f.Parameter("slope", 4)))));
    }

    [Fact]
    public void What_is_far_larger_than_its_parameters_stays_with_what_it_is_made_of_prepared()
    {
        var f = new FunctionBuilder();
        var (row, column) = (f.Add(new Exp(), f.Parameter("row", 1, 2000)), f.Add(new Exp(), f.Parameter("column", 2000, 1)));
        var prepared = Prepared(f.Model(f.Mul(f.Input("x", Float(B, 1, 1)), f.Mul(row, column))), compare: false);

        prepared.Main.Body().ShouldBe("prepare(MainPrepared); mul %0, %1; mul %x, %2");
        prepared.Functions[0].Body().ShouldBe("exp @row; exp @column");
    }

    [Fact]
    public void A_table_of_which_rows_are_read_is_not_computed_whole()
    {
        var f = new FunctionBuilder();
        ShouldStay(f.Model(f.Add(new Gather(0), f.Mul(f.Parameter("embed", 2, 4), f.Scalar(8.0)), f.Input("tokens", Int(B, T)))));
    }

    [Fact]
    public void Each_instance_prepares_its_own()
    {
        var block = new FunctionBuilder();
        var x = block.Input("x", Float(B, T, 4));
        var callee = block.Build("Layers", block.Mul(x, block.Add(new Sigmoid(), block.Parameter("gate", 4))));
        var f = new FunctionBuilder();
        var first = f.Call(callee, "layers.0", f.Input("x", Float(B, T, 4)))[0];
        var graph = f.Model([f.Call(callee, "layers.1", first)[0]], callee);

        var prepared = Prepared(graph);

        prepared.Functions.Select(function => function.Name).ShouldBe(["LayersPrepared", "Layers", "Main"]);
        prepared.Functions[1].Body().ShouldBe("prepare(LayersPrepared); mul %x, %0");
        prepared.Main.Body().ShouldBe("call(Layers, layers.0) %x; call(Layers, layers.1) %0");
        ModelSummary.Of(prepared).Flops.ShouldBe(2 * 4 * B * T);
    }

    [Fact]
    public void A_call_whose_operands_are_known_is_prepared()
    {
        var linear = new FunctionBuilder();
        var z = linear.Input("z", Float(3, 4));
        var callee = linear.Build("Linear", linear.Add(new Einsum("sd,od->so"), z, linear.Parameter("weight", 4, 4)));
        var f = new FunctionBuilder();
        var keys = f.Call(callee, "key", f.Parameter("prompt", 3, 4))[0];
        var graph = f.Model([f.Add(new Einsum("btd,sd->bts"), f.Input("x", Float(B, T, 4)), keys)], callee);

        var prepared = Prepared(graph);

        prepared.Main.Body().ShouldBe("prepare(MainPrepared); einsum(btd,sd->bts) %x, %0");
        prepared.Functions.Single(function => function.Name == "MainPrepared").Body().ShouldBe("call(Linear, key) @prompt");
    }

    [Fact]
    public void Any_graph_keeps_its_meaning()
    {
        var moved = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var before = DeadCode.Run(new RandomGraph(seed).Build());
            var after = DeadCode.Run(PrepareParameters.Run(before));
            after.ShouldMeanTheSameAs(before, seed, $"the graph of seed {seed}");
            moved += after.Functions.Count(function => function.Nodes.Any(node => node.Operator is Prepare));
        }

        moved.ShouldBeGreaterThan(100);
    }

    private static void ShouldStay(ModelGraph graph) => GraphPrinter.Print(PrepareParameters.Run(graph)).ShouldBe(GraphPrinter.Print(graph));

    private static ModelGraph Prepared(ModelGraph graph, bool compare = true)
    {
        var prepared = DeadCode.Run(PrepareParameters.Run(graph));
        if (compare)
            prepared.ShouldMeanTheSameAs(graph);
        GraphPrinter.Print(DeadCode.Run(PrepareParameters.Run(prepared))).ShouldBe(GraphPrinter.Print(prepared));
        return prepared;
    }
}
