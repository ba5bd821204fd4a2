using static Modelwright.CheckpointSource;

namespace Modelwright.Runtime.Tests.Weights;

public sealed class CheckpointTests
{
    [Fact]
    public void Stars_carry_over_and_what_no_line_names_keeps_its_path() => Read(
        [("layers.0.q.weight", [2]), ("layers.1.q.weight", [2]), ("embed", [1])],
        [new("layers.*.q.*", new Tensor("model.h_*.q_proj.*"))],
        [("model.h_0.q_proj.weight", [2]), ("model.h_1.q_proj.weight", [2]), ("embed", [1])])
        .ShouldBe([[0, 1], [100, 101], [200]]);

    [Fact]
    public void A_lone_star_is_for_what_no_other_line_names() => Read(
        [("head", [1]), ("norm.weight", [2])],
        [new("*", new Tensor("model.*")), new("head", new Tensor("lm_head"))],
        [("lm_head", [1]), ("model.norm.weight", [2])])
        .ShouldBe([[0], [100, 101]]);

    [Fact]
    public void Matrices_are_transposed() =>
        Read([("w", [3, 2])], [new("w", new Transpose(new Tensor("a")))], [("a", [2, 3])]).ShouldBe([[0, 3, 1, 4, 2, 5]]);

    [Fact]
    public void Equal_parts_of_the_last_axis_are_split_and_transposed() => Read(
        [("q", [1, 2]), ("k", [1, 2]), ("v", [1, 2])],
        [.. "qkv".Select((name, i) => new CheckpointLine($"{name}", new Transpose(new Split(new Tensor("c_attn"), -1, 1, [1, 1, 1], i))))],
        [("c_attn", [2, 3])])
        .ShouldBe([[0, 3], [1, 4], [2, 5]]);

    [Fact]
    public void Rows_are_split_by_their_sizes() => Read(
        [("q", [4, 2]), ("k", [1, 2]), ("v", [1, 2])],
        [.. "qkv".Select((name, i) => new CheckpointLine($"{name}", new Split(new Tensor("qkv"), 0, 1, [4, 1, 1], i)))],
        [("qkv", [6, 2])])
        .ShouldBe([[0, 1, 2, 3, 4, 5, 6, 7], [8, 9], [10, 11]]);

    [Fact]
    public void Rows_interleaved_per_group_are_split() => Read(
        [("q", [4, 1]), ("k", [2, 1]), ("v", [2, 1])],
        [.. "qkv".Select((name, i) => new CheckpointLine($"{name}", new Split(new Tensor("qkv"), 0, 2, [2, 1, 1], i)))],
        [("qkv", [8, 1])])
        .ShouldBe([[0, 1, 4, 5], [2, 6], [3, 7]]);

    [Fact]
    public void Tensors_are_joined_in_groups() => Read(
        [("qkv", [8, 1])],
        [new("qkv", new Concat([new Tensor("q"), new Tensor("k"), new Tensor("v")], 0, 2))],
        [("q", [4, 1]), ("k", [2, 1]), ("v", [2, 1])])
        .ShouldBe([[0, 1, 100, 200, 2, 3, 101, 201]]);

    [Fact]
    public void Numbered_tensors_are_stacked() => Read(
        [("layers.0.w", [3, 2, 1]), ("layers.1.w", [3, 2, 1])],
        [new("layers.*.w", new Stack([new Transpose(new Tensor("h.*.experts.*.w"))], 0))],
        [.. from layer in Enumerable.Range(0, 2) from expert in Enumerable.Range(0, 3) select ($"h.{layer}.experts.{expert}.w", new[] { 1, 2 })])
        .ShouldBe([[0, 1, 100, 101, 200, 201], [300, 301, 400, 401, 500, 501]]);

    [Fact]
    public void An_axis_of_length_one_is_reshaped_away() =>
        Read([("taps", [2, 3])], [new("taps", new Reshape(new Tensor("conv")))], [("conv", [2, 1, 3])]).ShouldBe([[0, 1, 2, 3, 4, 5]]);

    [Fact]
    public void Halves_of_heads_are_interleaved() => Read(
        [("q", [8, 1])],
        [new("q", new Reshape(new Stack([new Split(new Tensor("a"), 0, 2, [1, 1], 0), new Split(new Tensor("a"), 0, 2, [1, 1], 1)], 1)))],
        [("a", [8, 1])]).ShouldBe([[0, 2, 1, 3, 4, 6, 5, 7]]);

    [Fact]
    public void Every_mismatch_names_the_parameter_and_the_tensor() => Mismatches(
        [("a", [2]), ("b", [2, 3]), ("c", [4]), ("d", [2]), ("e", [3])],
        [
            new("a", new Tensor("first")), new("b", new Transpose(new Tensor("second"))), new("c", new Split(new Tensor("third"), 0, 1, [1, 1], 0)),
            new("d", new Concat([new Tensor("fourth"), new Tensor("second")], 0, 1)), new("e", new Tensor("fifth")), new("_", new Tensor("old.*")),
        ],
        [("frist", [2]), ("second", [2, 3]), ("third", [7]), ("fourth", [1]), ("fifth", [2]), ("old.x", [1]), ("new.x", [1])])
        .ShouldBe(
        [
            "missing: a : float[2] is read from 'first' (did you mean frist : F32[2]?)",
            "wrong shape: b : float[2, 3] is read from 'second' [2, 3], which gives [3, 2]",
            "wrong shape: c : float[4] is read from 'third' [7]: 7 along axis 0 does not split into 1 + 1",
            "wrong shape: d : float[2] is read from 'fourth' [1] and 'second' [2, 3]: [1] and [2, 3] do not join along axis 0",
            "wrong shape: e : float[3] is read from 'fifth', but that has [2]",
            "unexpected: frist : F32[2]",
            "unexpected: new.x : F32[1]",
        ]);

    [Fact]
    public void A_part_that_nothing_reads_is_a_mismatch() => Mismatches(
        [("q", [2]), ("k", [2])],
        [.. "qk".Select((name, i) => new CheckpointLine($"{name}", new Split(new Tensor("qkv"), 0, 1, [1, 1, 1], i)))],
        [("qkv", [6])])
        .ShouldBe(["unread: 2 of the 6 elements of qkv : F32[6], which no parameter reads"]);

    [Fact]
    public void A_file_with_the_models_own_names_needs_no_checkpoint()
    {
        using var file = File([("w", [2])]);
        using var weights = ParameterSet.Load(file.Path, Parameters([("w", [2])]), [new("", [new("w", new Tensor("other"))])], null);
        weights.ReadFloats("w").ShouldBe([0, 1]);
    }

    [Fact]
    public void What_a_checkpoint_leaves_out_is_left_out_of_a_file_with_the_models_own_names()
    {
        using var file = File([("w", [2]), ("old", [1])]);
        using var weights = ParameterSet.Load(file.Path, Parameters([("w", [2])]), [new("", [new("w", new Tensor("other")), new("_", new Tensor("old"))])], null);
        weights.ReadFloats("w").ShouldBe([0, 1]);
    }

    [Fact]
    public void A_checkpoint_is_chosen_by_its_name()
    {
        Checkpoint[] checkpoints = [new("", [new("w", new Tensor("a"))]), new("other", [new("w", new Tensor("b"))])];
        foreach (var (tensor, name) in new[] { ("a", null), ("b", "other") })
        {
            using var file = File([(tensor, [2])]);
            using var weights = ParameterSet.Load(file.Path, Parameters([("w", [2])]), checkpoints, name);
            weights.ReadFloats("w").ShouldBe([0, 1]);
        }

        Should.Throw<ArgumentException>(() => ParameterSet.Load("none", [], checkpoints, "others")).Message.ShouldStartWith("there is no checkpoint 'others'; there is 'other'");
    }

    [Fact]
    public void Every_element_type_is_moved()
    {
        foreach (var type in Enum.GetValues<ElementType>())
        {
            var tensor = TensorData.Zeros(type, 2, 2);
            tensor.Bytes[type.Size()] = 1;
            var transposed = Rearrangement.Reshape(Rearrangement.Transpose(tensor), [4]);
            transposed.Bytes.IndexOf((byte)1).ShouldBe(2 * type.Size());
        }
    }

    private static ParameterInfo[] Parameters(IEnumerable<(string Path, int[] Shape)> parameters) =>
        [.. parameters.Select(p => new ParameterInfo(p.Path, ElementType.Float32, p.Shape, new Initializer.Constant(0)))];

    // The elements of the n-th tensor are 100 n and on.
    private static TemporaryFile File(IReadOnlyList<(string Name, int[] Shape)> tensors)
    {
        var file = new TemporaryFile();
        SafetensorsWriter.Write(file.Path, tensors.Select((t, n) => (t.Name, t.Shape, n)).ToDictionary(
            t => t.Name,
            t => TensorData.Of(Enumerable.Range(0, t.Shape.Aggregate(1, (a, b) => a * b)).Select(i => (100f * t.n) + i).ToArray(), t.Shape)));
        return file;
    }

    private static float[][] Read(
        IReadOnlyList<(string Path, int[] Shape)> parameters, CheckpointLine[] lines, IReadOnlyList<(string Name, int[] Shape)> tensors)
    {
        using var file = File(tensors);
        using var weights = ParameterSet.Load(file.Path, Parameters(parameters), [new("", lines)], null);
        float[][] values = [.. parameters.Select(p => weights.ReadFloats(p.Path))];
        values.Sum(v => v.Length).ShouldBe(tensors.Sum(t => t.Shape.Aggregate(1, (a, b) => a * b)));
        return values;
    }

    private static IReadOnlyList<string> Mismatches(
        IReadOnlyList<(string Path, int[] Shape)> parameters, CheckpointLine[] lines, IReadOnlyList<(string Name, int[] Shape)> tensors)
    {
        using var file = File(tensors);
        return Should.Throw<WeightsMismatchException>(() => ParameterSet.Load(file.Path, Parameters(parameters), [new("", lines)], null)).Mismatches;
    }
}
