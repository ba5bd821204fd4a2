namespace Modelwright.Compiler.Graph;

/// <summary>Where a file written by another program keeps a model's parameters.</summary>
/// <param name="Name">Its name in the text; empty for the one that is used unless another is asked for.</param>
/// <param name="Lines">Patterns of paths with what is read; parameters that none names are read under their paths.</param>
public sealed record Checkpoint(string Name, EquatableList<CheckpointLine> Lines);

/// <summary>One line of a checkpoint.</summary>
/// <param name="Pattern">A pattern of paths, or <c>_</c> for tensors of the file that nothing reads.</param>
/// <param name="Source">What is read; the stars of its names stand for what those of the pattern do.</param>
public sealed record CheckpointLine(string Pattern, CheckpointSource Source);

/// <summary>What is read for a parameter: tensors of the file, rearranged without loss.</summary>
public abstract record CheckpointSource
{
    private CheckpointSource()
    {
    }

    /// <summary>The names of the tensors, with stars.</summary>
    public IEnumerable<string> Names => this switch
    {
        Tensor tensor => [tensor.Name],
        Transpose transpose => transpose.Source.Names,
        Split split => split.Source.Names,
        Concat concat => concat.Sources.SelectMany(s => s.Names),
        Stack stack => stack.Sources.SelectMany(s => s.Names),
        Reshape reshape => reshape.Source.Names,
        _ => [],
    };

    /// <summary>A tensor as the file has it.</summary>
    public sealed record Tensor(string Name) : CheckpointSource;

    /// <summary>The last two axes swapped.</summary>
    public sealed record Transpose(CheckpointSource Source) : CheckpointSource;

    /// <summary>One of the parts that follow one another along an axis in each of several groups.</summary>
    /// <param name="Source">The tensor.</param>
    /// <param name="Axis">The axis; negative counts from the end.</param>
    /// <param name="Groups">How many groups there are.</param>
    /// <param name="Sizes">The parts' extents in a group; ones for equal parts.</param>
    /// <param name="Part">Which of them.</param>
    /// <param name="IsExact">Whether the sizes are extents, not shares.</param>
    public sealed record Split(CheckpointSource Source, int Axis, int Groups, EquatableList<int> Sizes, int Part, bool IsExact) : CheckpointSource;

    /// <summary>Tensors one after another along an axis, or in each of several groups along it.</summary>
    public sealed record Concat(EquatableList<CheckpointSource> Sources, int Axis, int Groups) : CheckpointSource;

    /// <summary>Tensors along a new axis; one whose name has a star more than the pattern is all that are numbered by it.</summary>
    public sealed record Stack(EquatableList<CheckpointSource> Sources, int Axis) : CheckpointSource;

    /// <summary>The same elements in the same order as the shape that is needed.</summary>
    public sealed record Reshape(CheckpointSource Source) : CheckpointSource;
}
