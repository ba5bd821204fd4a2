using Modelwright.OnnxRuntime;
using Modelwright.Compiler.Graph;
using GraphElement = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Onnx.Tests;

public class SymbolicAxisTests
{
    private static readonly SymbolicAxis Time = new("T");

    private static readonly Port[] Ports =
    [
        new("x", new TensorType(GraphElement.Int32, 2, Dim.Symbol("T"), 3), Documentation: null),
        new("whole", new TensorType(GraphElement.Float32, 2), Documentation: null),
    ];

    private static readonly Dictionary<string, TensorData> Tensors = new()
    {
        ["x"] = TensorData.Of([.. Enumerable.Range(0, 30)], 2, 5, 3), ["whole"] = TensorData.Of([1f, 2f], 2),
    };

    [Fact]
    public void Cuts_a_range_out_of_a_middle_axis()
    {
        var piece = Time.Slice(Ports, Tensors, 1, 2);

        piece["x"].Shape.ToArray().ShouldBe([2, 2, 3]);
        piece["x"].As<int>().ToArray().ShouldBe([3, 4, 5, 6, 7, 8, 18, 19, 20, 21, 22, 23]);
        piece["whole"].ShouldBeSameAs(Tensors["whole"]);
    }

    [Fact]
    public void Joins_what_it_cut()
    {
        var joined = Time.Join(Ports, [Time.Slice(Ports, Tensors, 0, 2), Time.Slice(Ports, Tensors, 2, 2), Time.Slice(Ports, Tensors, 4, 1)]);

        joined["x"].Shape.ToArray().ShouldBe([2, 5, 3]);
        joined["x"].As<int>().ToArray().ShouldBe([.. Enumerable.Range(0, 30)]);
        joined["whole"].ShouldBeSameAs(Tensors["whole"]);
    }

    [Fact]
    public void Knows_its_extent() => Time.Extent(Ports, Tensors).ShouldBe(5);
}
