using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>
/// Makes the states of a model that streams inputs and outputs, so that one graph without a memory runs whole sequences and
/// single steps: histories and windows become concatenations with what was before, scans go on from the state they are given,
/// an iota of the steps counts from the position. Assumes that the model streams; guarantees that the pieces of a sequence, each
/// given the states after the one before, give what the model gives for the whole.
/// </summary>
/// <remarks>
/// What was T' is past + T. A history tells the position by its length; a model that needs the position and has no history takes
/// and gives it as one more state.
/// </remarks>
public static class ExplicitStates
{
    /// <summary>The path of the number of steps before, int64[], where it is a state.</summary>
    public const string Position = "position";

    /// <summary>Makes the states inputs and outputs.</summary>
    /// <exception cref="NotSupportedException">The model does not stream, or has no attention whose caches could be named so.</exception>
    public static StatefulModel Run(ModelGraph model, KvNames names = KvNames.Paths)
    {
        if (model.StreamAxis is not { } axis)
            throw new NotSupportedException($"{model.Name} has no 'stream' axis, so it keeps no states");
        model = LimitHistories.Run(model);
        var extents = new StreamedExtents(axis);
        var steps = new Dictionary<Function, StepFunction>();
        foreach (var function in model.Functions)
            steps[function] = StepBody.Run(function, extents, steps);
        return new StatefulMain(model, steps[model.Main], extents).Build(names);
    }
}
