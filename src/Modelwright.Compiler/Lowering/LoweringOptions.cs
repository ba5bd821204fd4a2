using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Reference;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Lowering;

/// <summary>Options of a lowering.</summary>
public sealed record LoweringOptions
{
    /// <summary>What an input's channels are taken to be where a constant has to be larger and <see cref="Ranges"/> says nothing.</summary>
    public static Interval AssumedRange { get; } = new(-1024, 1024);

    /// <summary>The longest sequence that is reckoned with where <see cref="Steps"/> is null.</summary>
    public const int AssumedSteps = 4096;

    /// <summary>The architecture.</summary>
    public required LoweringTarget Target { get; init; }

    /// <summary>What the channels of an input can be, by its name. Simplifications rely on it.</summary>
    public IReadOnlyDictionary<string, Interval> Ranges { get; init; } = new Dictionary<string, Interval>();

    /// <summary>The longest sequence; null where it is unknown.</summary>
    public int? Steps { get; init; }

    /// <summary>The numbers of the program's parameters, by path; a program without any needs none.</summary>
    public Func<Parameter, DenseTensor>? Parameters { get; init; }
}

/// <summary>What a lowering gives: the model, or errors that say why there is none, and warnings.</summary>
/// <param name="Model">The program as weights; null with an error.</param>
/// <param name="Diagnostics">Errors and warnings, by place.</param>
public sealed record LoweringResult(LoweredModel? Model, IReadOnlyList<Diagnostic> Diagnostics);
