using System.Globalization;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Shell;

/// <summary>Writes where files of other programs keep a model's parameters.</summary>
internal static class CheckpointsWriter
{
    /// <summary>The property of the description.</summary>
    public static void Write(CSharpWriter writer, IReadOnlyList<Checkpoint> checkpoints)
    {
        writer.Separate();
        writer.Line("public static IReadOnlyList<Checkpoint> Checkpoints { get; } =");
        writer.Line("[");
        writer.Indented(() =>
        {
            foreach (var checkpoint in checkpoints)
            {
                writer.Line($"new({Literals.Quote(checkpoint.Name)},");
                writer.Line("[");
                writer.Indented(() =>
                {
                    foreach (var line in checkpoint.Lines)
                        writer.Line($"new({Literals.Quote(line.Pattern)}, {Source(line.Source)}),");
                });
                writer.Line("]),");
            }
        });
        writer.Line("];");
    }

    private static string Source(CheckpointSource source) => source switch
    {
        CheckpointSource.Tensor(var name) => $"new CheckpointSource.Tensor({Literals.Quote(name)})",
        CheckpointSource.Transpose(var inner) => $"new CheckpointSource.Transpose({Source(inner)})",
        CheckpointSource.Reshape(var inner) => $"new CheckpointSource.Reshape({Source(inner)})",
        CheckpointSource.Split split =>
            $"new CheckpointSource.Split({Source(split.Source)}, {Integer(split.Axis)}, {Integer(split.Groups)}, [{string.Join(", ", split.Sizes.Select(Integer))}], {Integer(split.Part)})",
        CheckpointSource.Concat(var sources, var axis, var groups) =>
            $"new CheckpointSource.Concat([{string.Join(", ", sources.Select(Source))}], {Integer(axis)}, {Integer(groups)})",
        CheckpointSource.Stack(var sources, var axis) => $"new CheckpointSource.Stack([{string.Join(", ", sources.Select(Source))}], {Integer(axis)})",
        _ => throw new GraphException($"there is no source {source}"),
    };

    private static string Integer(int number) => number.ToString(CultureInfo.InvariantCulture);
}
