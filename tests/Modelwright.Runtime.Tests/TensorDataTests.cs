using System.Numerics.Tensors;

namespace Modelwright.Runtime.Tests;

public sealed class TensorDataTests
{
    [Fact]
    public void Tensors_come_and_go()
    {
        var tensor = TensorData.From(Tensor.Create<long>([1, 2, 3, 4, 5, 6], [2, 3]));
        tensor.ToString().ShouldBe("int64[2, 3]");
        tensor.Array<long>().ShouldBe([1L, 2, 3, 4, 5, 6]);
        var back = tensor.ToTensor<long>();
        back.Lengths.ToArray().ShouldBe([(nint)2, 3]);
        back[1, 2].ShouldBe(6);
    }

    [Fact]
    public void A_view_is_copied_in_its_own_order()
    {
        var view = Tensor.Create<float>([1, 2, 3, 4, 5, 6], [2, 3]).Slice(0..2, 1..3);
        TensorData.From(view).Array<float>().ShouldBe([2f, 3, 5, 6]);
    }

    [Fact]
    public void A_scalar_becomes_a_tensor_of_one()
    {
        var scalar = TensorData.Of([5f], []);
        scalar.ToString().ShouldBe("float[]");
        scalar.ToTensor<float>().Lengths.ToArray().ShouldBe([(nint)1]);
    }

    [Fact]
    public void Another_type_is_refused() =>
        Should.Throw<InvalidOperationException>(() => TensorData.Of([1f], 1).As<long>()).Message.ShouldBe("the tensor holds float, not int64");

    [Fact]
    public void A_shape_that_does_not_fit_is_refused() =>
        Should.Throw<ArgumentException>(() => TensorData.Of([1f, 2], 3)).Message.ShouldStartWith("2 elements do not fill the shape [3]");
}
