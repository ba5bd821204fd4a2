using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Mappings;

/// <summary>The shapes that a file's tensors must have for a parameter to be read from them, as far as they follow from its own.</summary>
internal static class SourceShapes
{
    /// <summary>Each tensor with its shape, or null where only the file knows it.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="shape">The extents that must come out, or null.</param>
    /// <param name="stars">What the pattern's stars stand for.</param>
    /// <exception cref="SourceMisfitException">No file can fit.</exception>
    public static IEnumerable<(string Name, IReadOnlyList<long>? Shape)> Of(CheckpointSource source, IReadOnlyList<long>? shape, IReadOnlyList<string> stars)
    {
        switch (source)
        {
            case CheckpointSource.Tensor tensor:
                CheckStars(tensor.Name, stars);
                return [(PathPattern.Fill(tensor.Name, stars), shape)];
            case CheckpointSource.Transpose transpose:
                if (shape is { Count: < 2 })
                    throw new SourceMisfitException($"{Show(shape)} has fewer than two axes to swap");
                return Of(transpose.Source, shape is null ? null : [.. shape.Take(shape.Count - 2), shape[shape.Count - 1], shape[shape.Count - 2]], stars);
            case CheckpointSource.Split split:
                return Of(split.Source, shape is null ? null : Whole(split, shape), stars);
            case CheckpointSource.Concat concat:
                if (shape is not null && shape[AxisOf(concat.Axis, shape)] % concat.Groups != 0)
                    throw new SourceMisfitException($"{shape[AxisOf(concat.Axis, shape)]} along axis {concat.Axis} of {Show(shape)} does not fall into {concat.Groups} groups");
                return concat.Sources.SelectMany(s => Of(s, null, stars)).ToList();
            case CheckpointSource.Stack stack:
                return OfStack(stack, shape, stars);
            case CheckpointSource.Reshape reshape:
                if (shape is null)
                    throw new SourceMisfitException("what shape 'reshape' needs is not known inside 'concat' and 'reshape'");
                return Of(reshape.Source, null, stars);
            default:
                return [];
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<long>? Shape)> OfStack(CheckpointSource.Stack stack, IReadOnlyList<long>? shape, IReadOnlyList<string> stars)
    {
        var isNumbered = stack.Sources.Count == 1 && stack.Sources[0].Names.Any(n => PathPattern.Stars(n) > stars.Count);
        if (shape is null)
        {
            return isNumbered
                ? throw new SourceMisfitException("how many tensors 'stack' takes is not known inside 'concat' and 'reshape'; list them")
                : stack.Sources.SelectMany(s => Of(s, null, stars)).ToList();
        }

        var axis = AxisOf(stack.Axis, shape);
        var item = shape.Where((_, i) => i != axis).ToList();
        if (isNumbered)
            return Of(stack.Sources[0], item, [.. stars, "0"]).Concat(Of(stack.Sources[0], item, [.. stars, FormattableString.Invariant($"{shape[axis] - 1}")])).ToList();
        return stack.Sources.Count == shape[axis]
            ? stack.Sources.SelectMany(s => Of(s, item, stars)).ToList()
            : throw new SourceMisfitException($"{Words.Count(stack.Sources.Count, "tensor is", "tensors are")} stacked, but {Show(shape)} has {shape[axis]} along axis {axis}");
    }

    private static List<long> Whole(CheckpointSource.Split split, IReadOnlyList<long> part)
    {
        var axis = AxisOf(split.Axis, part);
        var size = (long)split.Groups * split.Sizes[split.Part];
        if (split.IsExact ? part[axis] != size : part[axis] % size != 0)
        {
            throw new SourceMisfitException(split.IsExact
                ? $"part {split.Part} of {split.Sizes} {(split.Groups == 1 ? "" : $"in {split.Groups} groups ")}has {size} along axis {axis}, but {Show(part)} has {part[axis]}"
                : $"{part[axis]} along axis {axis} of {Show(part)} does not fall into {split.Groups} groups");
        }

        var whole = part.ToList();
        whole[axis] = part[axis] / split.Sizes[split.Part] * split.Sizes.Sum();
        return whole;
    }

    private static void CheckStars(string name, IReadOnlyList<string> stars)
    {
        var count = PathPattern.Stars(name);
        if (count > stars.Count)
            throw new SourceMisfitException($"'{name}' has {Words.Count(count, "star", "stars")}, and the pattern {(stars.Count == 0 ? "none" : $"{stars.Count}")}");
        if (count < stars.Count)
            throw new SourceMisfitException($"'{name}' has {(count == 0 ? "no star" : Words.Count(count, "star", "stars"))}, so that every match of the pattern's {stars.Count} would be read from it");
    }

    private static int AxisOf(int axis, IReadOnlyList<long> shape)
    {
        var found = axis < 0 ? axis + shape.Count : axis;
        return found >= 0 && found < shape.Count ? found : throw new SourceMisfitException($"{Show(shape)} has no axis {axis}");
    }

    private static string Show(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
}

/// <summary>No file can hold a parameter like this; the message says why.</summary>
internal sealed class SourceMisfitException(string message) : Exception(message);
