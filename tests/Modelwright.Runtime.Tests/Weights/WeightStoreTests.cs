using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Weights;

public sealed class WeightStoreTests
{
    private static readonly ParameterInfo Weight = new("w", ElementType.Float32, [2, 3, 4], new Initializer.Constant(0));

    private static readonly float[] Values = Enumerable.Range(0, 24).Select(i => (float)i).ToArray();

    [Fact]
    public void A_matrix_is_read_from_anywhere_in_a_parameter()
    {
        // w[:, 1, :] transposed: rows are the last axis, columns the first.
        var matrix = Store().Matrix("w", 4, [(4, 1)], [(2, 12)]);
        Product(matrix, [1, 0]).ShouldBe([4f, 5, 6, 7]);
        Product(matrix, [0, 1]).ShouldBe([16f, 17, 18, 19]);
    }

    [Fact]
    public void Several_axes_make_one()
    {
        var matrix = Store().Matrix("w", 0, [(2, 12), (3, 4)], [(4, 1)]);
        Product(matrix, [1, 0, 0, 0]).ShouldBe([0f, 4, 8, 12, 16, 20]);
    }

    [Fact]
    public void A_parameter_can_be_had_in_whatever_form_it_is_kept()
    {
        var store = Store();
        store.Matrix("w", 6, 4).ShouldBeSameAs(store.Matrix("w", 6, 4));
        store.Get(Weight).Array<float>().ShouldBe(Values);
        store.Values<float>("w").ShouldBe(Values);
    }

    [Fact]
    public void Several_parameters_are_one_matrix_and_can_be_had_by_themselves()
    {
        var other = Weight with { Path = "v", Shape = [3, 4] };
        var store = new WeightStore(ParameterSet.From(
            new Dictionary<string, TensorData> { ["w"] = TensorData.Of(Values, 2, 3, 4), ["v"] = TensorData.Of(Values[..12], 3, 4) }, [Weight, other]));
        var matrix = store.Matrix([("v", 3), ("w", 6)], 4);

        matrix.ShouldBeSameAs(store.Matrix([("v", 3), ("w", 6)], 4));
        Product(matrix, [1, 0, 0, 0]).ShouldBe([0f, 4, 8, 0, 4, 8, 12, 16, 20]);
        store.Get(Weight).Array<float>().ShouldBe(Values);
        store.Get(other).Array<float>().ShouldBe(Values[..12]);
        Product(store.Matrix("v", 3, 4), [1, 0, 0, 0]).ShouldBe([0f, 4, 8]);
    }

    [Fact]
    public void What_no_code_reads_is_kept_too()
    {
        var store = Store();
        store.KeepOthers([Weight]);
        store.Get(Weight).Array<float>().ShouldBe(Values);
    }

    private static WeightStore Store() =>
        new(ParameterSet.From(new Dictionary<string, TensorData> { ["w"] = TensorData.Of(Values, 2, 3, 4) }, [Weight]));

    private static float[] Product(PackedMatrix matrix, float[] x)
    {
        var y = new float[matrix.Outputs];
        matrix.Multiply(new Worker(), x, 1, y);
        return y;
    }
}
