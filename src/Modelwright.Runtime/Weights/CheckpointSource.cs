namespace Modelwright;

/// <summary>What is read for a parameter: tensors of the file, rearranged without loss.</summary>
public abstract record CheckpointSource
{
    private CheckpointSource()
    {
    }

    /// <summary>The names of the tensors it reads.</summary>
    internal abstract IEnumerable<string> Names { get; }

    /// <summary>The source with what stars stand for; a shape, where it is known, says how many tensors are stacked.</summary>
    internal abstract CheckpointSource Fill(IReadOnlyList<string> stars, IReadOnlyList<int>? shape);

    /// <summary>The shape that comes out.</summary>
    /// <exception cref="MisfitException">The tensors do not allow it.</exception>
    internal abstract int[] ShapeOf(Func<string, IReadOnlyList<int>> tensors, IReadOnlyList<int> wanted);

    /// <summary>How many elements of each tensor are read.</summary>
    internal abstract IEnumerable<(string Name, long Count)> Reads(Func<string, IReadOnlyList<int>> tensors);

    /// <summary>The values.</summary>
    internal abstract TensorData Read(Func<string, TensorData> tensors, IReadOnlyList<int> wanted);

    /// <summary>A tensor as the file has it.</summary>
    public sealed record Tensor(string Name) : CheckpointSource
    {
        internal override IEnumerable<string> Names => [Name];

        internal override CheckpointSource Fill(IReadOnlyList<string> stars, IReadOnlyList<int>? shape) => new Tensor(PathPattern.Fill(Name, stars));

        internal override int[] ShapeOf(Func<string, IReadOnlyList<int>> tensors, IReadOnlyList<int> wanted) => [.. tensors(Name)];

        internal override IEnumerable<(string Name, long Count)> Reads(Func<string, IReadOnlyList<int>> tensors) =>
            [(Name, tensors(Name).Aggregate(1L, (count, extent) => count * extent))];

        internal override TensorData Read(Func<string, TensorData> tensors, IReadOnlyList<int> wanted) => tensors(Name);
    }

    /// <summary>The last two axes swapped.</summary>
    public sealed record Transpose(CheckpointSource Source) : CheckpointSource
    {
        internal override IEnumerable<string> Names => Source.Names;

        internal override CheckpointSource Fill(IReadOnlyList<string> stars, IReadOnlyList<int>? shape) =>
            new Transpose(Source.Fill(stars, shape is { Count: >= 2 } ? Swapped(shape) : null));

        internal override int[] ShapeOf(Func<string, IReadOnlyList<int>> tensors, IReadOnlyList<int> wanted) =>
            Source.ShapeOf(tensors, wanted.Count >= 2 ? Swapped(wanted) : wanted) is { Length: >= 2 } shape ? Swapped(shape) : throw new MisfitException("it has fewer than two axes to swap");

        internal override IEnumerable<(string Name, long Count)> Reads(Func<string, IReadOnlyList<int>> tensors) => Source.Reads(tensors);

        internal override TensorData Read(Func<string, TensorData> tensors, IReadOnlyList<int> wanted) =>
            Rearrangement.Transpose(Source.Read(tensors, Swapped(wanted)));

        private static int[] Swapped(IReadOnlyList<int> shape) => [.. shape.SkipLast(2), shape[^1], shape[^2]];
    }

    /// <summary>One of the parts of a tensor along an axis.</summary>
    /// <param name="Source">The tensor.</param>
    /// <param name="Axis">The axis; negative counts from the end.</param>
    /// <param name="Groups">The parts follow one another in each of as many groups.</param>
    /// <param name="Sizes">How large the parts are beside one another.</param>
    /// <param name="Part">Which of them.</param>
    public sealed record Split(CheckpointSource Source, int Axis, int Groups, IReadOnlyList<int> Sizes, int Part) : CheckpointSource
    {
        internal override IEnumerable<string> Names => Source.Names;

        internal override CheckpointSource Fill(IReadOnlyList<string> stars, IReadOnlyList<int>? shape) =>
            this with { Source = Source.Fill(stars, shape is null ? null : Whole(shape)) };

        internal override int[] ShapeOf(Func<string, IReadOnlyList<int>> tensors, IReadOnlyList<int> wanted)
        {
            var whole = Source.ShapeOf(tensors, Whole(wanted));
            var axis = Rearrangement.AxisOf(Axis, whole.Length);
            if (whole[axis] % ((long)Groups * Sizes.Sum()) != 0)
                throw new MisfitException($"{whole[axis]} along axis {axis} does not split {(Groups == 1 ? "" : $"in {Groups} groups ")}into {string.Join(" + ", Sizes)}");
            whole[axis] = whole[axis] / Sizes.Sum() * Sizes[Part];
            return whole;
        }

        internal override IEnumerable<(string Name, long Count)> Reads(Func<string, IReadOnlyList<int>> tensors) =>
            Source.Reads(tensors).Select(r => (r.Name, r.Count / Sizes.Sum() * Sizes[Part]));

        internal override TensorData Read(Func<string, TensorData> tensors, IReadOnlyList<int> wanted) =>
            Rearrangement.Split(Source.Read(tensors, Whole(wanted)), Axis, Groups, Sizes, Part);

        private int[] Whole(IReadOnlyList<int> part)
        {
            int[] whole = [.. part];
            if (Rearrangement.TryAxis(Axis, whole.Length, out var axis))
                whole[axis] = whole[axis] / Sizes[Part] * Sizes.Sum();
            return whole;
        }
    }

    /// <summary>Tensors one after another along an axis, or in each of several groups along it.</summary>
    public sealed record Concat(IReadOnlyList<CheckpointSource> Sources, int Axis, int Groups) : CheckpointSource
    {
        internal override IEnumerable<string> Names => Sources.SelectMany(s => s.Names);

        internal override CheckpointSource Fill(IReadOnlyList<string> stars, IReadOnlyList<int>? shape) =>
            this with { Sources = [.. Sources.Select(s => s.Fill(stars, null))] };

        internal override int[] ShapeOf(Func<string, IReadOnlyList<int>> tensors, IReadOnlyList<int> wanted)
        {
            var shapes = Sources.Select(s => s.ShapeOf(tensors, wanted)).ToList();
            var axis = Rearrangement.AxisOf(Axis, shapes[0].Length);
            if (shapes.Exists(s => s.Length != shapes[0].Length || s.Where((extent, i) => i != axis && extent != shapes[0][i]).Any()))
                throw new MisfitException($"{string.Join(" and ", shapes.Select(s => TensorData.Show(s)))} do not join along axis {axis}");
            if (shapes.Exists(s => s[axis] % Groups != 0))
                throw new MisfitException($"{shapes.Find(s => s[axis] % Groups != 0)![axis]} along axis {axis} does not fall into {Groups} groups");
            return [.. shapes[0].Select((extent, i) => i == axis ? shapes.Sum(s => s[axis]) : extent)];
        }

        internal override IEnumerable<(string Name, long Count)> Reads(Func<string, IReadOnlyList<int>> tensors) => Sources.SelectMany(s => s.Reads(tensors));

        internal override TensorData Read(Func<string, TensorData> tensors, IReadOnlyList<int> wanted) =>
            Rearrangement.Concat([.. Sources.Select(s => s.Read(tensors, wanted))], Axis, Groups);
    }

    /// <summary>Tensors along a new axis. One whose name has a star more than the pattern stands for all that are numbered by it.</summary>
    public sealed record Stack(IReadOnlyList<CheckpointSource> Sources, int Axis) : CheckpointSource
    {
        internal override IEnumerable<string> Names => Sources.SelectMany(s => s.Names);

        internal override CheckpointSource Fill(IReadOnlyList<string> stars, IReadOnlyList<int>? shape)
        {
            var axis = 0;
            var inner = shape is not null && Rearrangement.TryAxis(Axis, shape.Count, out axis) ? shape.Where((_, i) => i != axis).ToList() : null;
            return inner is not null && Sources is [var numbered] && numbered.Names.Any(n => PathPattern.Stars(n) > stars.Count)
                ? this with { Sources = [.. Enumerable.Range(0, shape![axis]).Select(i => numbered.Fill([.. stars, $"{i}"], inner))] }
                : this with { Sources = [.. Sources.Select(s => s.Fill(stars, inner))] };
        }

        internal override int[] ShapeOf(Func<string, IReadOnlyList<int>> tensors, IReadOnlyList<int> wanted)
        {
            var shapes = Sources.Select(s => s.ShapeOf(tensors, Item(wanted))).ToList();
            if (shapes.Exists(s => !s.SequenceEqual(shapes[0])))
                throw new MisfitException($"{TensorData.Show(shapes[0])} and {TensorData.Show(shapes.Find(s => !s.SequenceEqual(shapes[0])))} do not stack");
            return Rearrangement.Insert(shapes[0], Rearrangement.AxisOf(Axis, shapes[0].Length + 1), shapes.Count);
        }

        internal override IEnumerable<(string Name, long Count)> Reads(Func<string, IReadOnlyList<int>> tensors) => Sources.SelectMany(s => s.Reads(tensors));

        internal override TensorData Read(Func<string, TensorData> tensors, IReadOnlyList<int> wanted)
        {
            var items = Sources.Select(s => s.Read(tensors, Item(wanted))).ToList();
            var axis = Rearrangement.AxisOf(Axis, items[0].Shape.Length + 1);
            return Rearrangement.Concat(
                [.. items.Select(t => Rearrangement.Reshape(t, Rearrangement.Insert(t.Shape, axis, 1)))], axis, 1);
        }

        private int[] Item(IReadOnlyList<int> wanted) =>
            Rearrangement.TryAxis(Axis, wanted.Count, out var axis) ? [.. wanted.Where((_, i) => i != axis)] : [.. wanted];
    }

    /// <summary>The same elements in the same order as the shape that is needed.</summary>
    public sealed record Reshape(CheckpointSource Source) : CheckpointSource
    {
        internal override IEnumerable<string> Names => Source.Names;

        internal override CheckpointSource Fill(IReadOnlyList<string> stars, IReadOnlyList<int>? shape) => new Reshape(Source.Fill(stars, null));

        internal override int[] ShapeOf(Func<string, IReadOnlyList<int>> tensors, IReadOnlyList<int> wanted)
        {
            var shape = Source.ShapeOf(tensors, wanted);
            return TensorData.CountOf(shape) == TensorData.CountOf([.. wanted])
                ? [.. wanted]
                : throw new MisfitException($"{TensorData.Show(shape)} does not have as many elements as {TensorData.Show([.. wanted])}");
        }

        internal override IEnumerable<(string Name, long Count)> Reads(Func<string, IReadOnlyList<int>> tensors) => Source.Reads(tensors);

        internal override TensorData Read(Func<string, TensorData> tensors, IReadOnlyList<int> wanted) =>
            Rearrangement.Reshape(Source.Read(tensors, wanted), [.. wanted]);
    }
}

/// <summary>Tensors of a file do not rearrange to a parameter; the message says why.</summary>
internal sealed class MisfitException(string message) : Exception(message);
