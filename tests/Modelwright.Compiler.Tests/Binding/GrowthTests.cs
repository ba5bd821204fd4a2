using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Names;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Graph.Operators.Argument;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>What long texts cost, counted in bytes that are allocated and in names that are compared.</summary>
public sealed class GrowthTests
{
    [Fact]
    public void Twice_as_many_values_take_twice_the_work_to_check()
    {
        static long Check(int count)
        {
            var lets = string.Concat(Enumerable.Range(0, count).Select(i => $"let a{i} = x\n"));
            var source = new SourceText("a.model", $"model M() {{ input x : float[B]\n{lets} output y : float[B] = x }}");
            var diagnostics = new DiagnosticBag();
            var model = Parser.Parse(source, diagnostics).Declarations[0];
            var checker = new NameChecker(source, new DeclarationTable(), diagnostics);
            var bytes = Allocated(() => checker.Check(model));
            diagnostics.Items.ShouldBeEmpty();
            return bytes;
        }

        Check(10);
        Check(4_000).ShouldBeLessThan(3 * Check(2_000));
    }

    [Fact]
    public void Twice_as_many_arguments_of_one_label_take_twice_the_work()
    {
        static long Add(int count)
        {
            var builder = new FunctionBuilder("f", null);
            return Allocated(() => Enumerable.Range(0, count).ToList().ForEach(_ => builder.Argument(new TensorType(ElementType.Float32), "x")));
        }

        Add(10);
        Add(2_000).ShouldBeLessThan(3 * Add(1_000));
    }

    [Fact]
    public void Arguments_of_one_label_are_numbered()
    {
        var builder = new FunctionBuilder("f", null);

        string Label(string label) => ((Argument)builder.Argument(new TensorType(ElementType.Float32), label).Producer.Operator).Label;

        new[] { "x", "x_3", "x", "x", "x", "x_3" }.Select(Label).ShouldBe(["x", "x_3", "x_2", "x_4", "x_5", "x_3_2"]);
    }

    [Fact]
    public void Misspelt_names_are_compared_until_it_is_enough()
    {
        var compared = 0;
        var names = Enumerable.Range(0, 3_000).Select(i =>
        {
            compared++;
            return $"name{i}";
        });
        var suggestions = new Suggestions();

        suggestions.Closest("nane7", names).ShouldBe("name7");
        foreach (var i in Enumerable.Range(0, 1_000))
            suggestions.Closest($"nane{i}", names);

        compared.ShouldBeInRange(Suggestions.MostComparisons, Suggestions.MostComparisons + 3_000);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
