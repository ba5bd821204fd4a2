using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class GuardTests
{
    private static readonly TensorInfo Tokens = new("tokens", ElementType.Int64, ["B", "T"]);

    [Fact]
    public void Shapes_are_checked_in_the_words_of_the_file()
    {
        Should.Throw<ArgumentException>(() => Guard.Rank("x", [2, 9], 3, "[B, T, 24]")).Message.ShouldBe("x: expected [B, T, 24], got [2, 9]");
        Should.Throw<ArgumentException>(() => Guard.Extent("x", [2, 9, 16], 2, 24, "[B, T, 24]")).Message
            .ShouldBe("x: expected [B, T, 24], got [2, 9, 16]: axis 2 must be 24");
        Should.Throw<ArgumentException>(() => Guard.Symbol("tokens", [2, 0], 1, "T")).Message.ShouldBe("tokens: axis T is 0");
        Should.Throw<ArgumentException>(() => Guard.Positive("T", 0)).Message.ShouldBe("axis T is 0");
        Guard.Rank("x", [2, 9, 24], 3, "[B, T, 24]");
        Guard.Extent("x", [2, 9, 24], 2, 24, "[B, T, 24]");
        Guard.Symbol("x", [2, 9, 24], 1, "T").ShouldBe(9);
    }

    [Fact]
    public void The_first_index_out_of_range_is_named()
    {
        Guard.Indices([0, 255], 256, "tokens", "embed");
        Should.Throw<IndexOutOfRangeException>(() => Guard.Indices([1, 2, 3, 300, -1], 256, "tokens", "embed")).Message
            .ShouldBe("tokens[3] = 300, but embed has 256 rows");
        Should.Throw<IndexOutOfRangeException>(() => Guard.Indices([-1], 256, "tokens", "embed"));
    }

    [Fact]
    public void A_session_says_what_does_not_fit()
    {
        Guard.Room(6, 2, 8);
        Should.Throw<InvalidOperationException>(() => Guard.Room(6, 3, 8)).Message.ShouldBe("the session is at step 6 of at most 8: 3 more do not fit");
        Should.Throw<ArgumentException>(() => Guard.Batch("B", 2, 1)).Message.ShouldBe("axis B is 2, but the session was created with 1");
    }

    [Fact]
    public void Untyped_inputs_are_checked()
    {
        var inputs = new Dictionary<string, TensorData> { ["tokens"] = TensorData.Of([1f], 1), ["mask"] = TensorData.Of([true], 1) };
        Should.Throw<ArgumentException>(() => Guard.Input(inputs, Tokens)).Message.ShouldBe("tokens: expected int64, got float");
        Should.Throw<ArgumentException>(() => Guard.Input(new Dictionary<string, TensorData>(), Tokens)).Message.ShouldBe("the input tokens : int64[B, T] is missing");
        Should.Throw<ArgumentException>(() => Guard.Known(inputs, [Tokens])).Message.ShouldBe("there is no input mask; the model has tokens : int64[B, T]");
    }
}
