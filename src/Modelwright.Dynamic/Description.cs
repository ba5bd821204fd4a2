using Modelwright.Compiler.Graph;
using Declared = Modelwright.Compiler.Graph;


namespace Modelwright.Dynamic;

/// <summary>What loads a model's weights, described as generated code describes it, for those who run a graph.</summary>
public static class Description
{
    /// <summary>The parameters, as they are read from files; all start at zero.</summary>
    public static IReadOnlyList<ParameterInfo> Parameters(ModelGraph model) =>
    [
        .. model.AllParameters().Select(p => new ParameterInfo(
            p.Path,
            (ElementType)p.Type.Element,
            [.. p.Type.Shape.Select(extent => checked((int)extent.Value!.Value))],
            new Initializer.Constant(0),
            p.IsBuffer)),
    ];

    /// <summary>The checkpoints.</summary>
    public static IReadOnlyList<Checkpoint> Checkpoints(ModelGraph model) => [.. model.Checkpoints.Select(Of)];

    private static Checkpoint Of(Declared.Checkpoint checkpoint) =>
        new(checkpoint.Name, [.. checkpoint.Lines.Select(l => new CheckpointLine(l.Pattern, Of(l.Source)))]);

    private static CheckpointSource Of(Declared.CheckpointSource source) => source switch
    {
        Declared.CheckpointSource.Tensor(var name) => new CheckpointSource.Tensor(name),
        Declared.CheckpointSource.Transpose(var inner) => new CheckpointSource.Transpose(Of(inner)),
        Declared.CheckpointSource.Reshape(var inner) => new CheckpointSource.Reshape(Of(inner)),
        Declared.CheckpointSource.Split split => new CheckpointSource.Split(Of(split.Source), split.Axis, split.Groups, split.Sizes, split.Part),
        Declared.CheckpointSource.Concat(var sources, var axis, var groups) => new CheckpointSource.Concat([.. sources.Select(Of)], axis, groups),
        Declared.CheckpointSource.Stack(var sources, var axis) => new CheckpointSource.Stack([.. sources.Select(Of)], axis),
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };
}
