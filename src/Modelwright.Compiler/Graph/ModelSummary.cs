namespace Modelwright.Compiler.Graph;

/// <summary>A part of a model by instance path: its own parameters and the parts inside it.</summary>
/// <param name="Name">The last name of its path; empty for the model itself.</param>
/// <param name="Parameters">The parameters that stand directly in it, under full paths.</param>
/// <param name="Parts">The instances inside, in order of first appearance.</param>
public sealed record ModelPart(string Name, IReadOnlyList<Parameter> Parameters, IReadOnlyList<ModelPart> Parts)
{
    /// <summary>How many numbers its parameters hold, parts included.</summary>
    public long ParameterCount => Parameters.Sum(p => Elements(p.Type)) + Parts.Sum(p => p.ParameterCount);

    /// <summary>The size of its parameters in bytes, parts included.</summary>
    public long ParameterBytes => Parameters.Sum(p => Elements(p.Type) * p.Type.Element.Bytes()) + Parts.Sum(p => p.ParameterBytes);

    private static long Elements(TensorType type) => type.Shape.Count.Value ?? throw new GraphException($"a parameter has the shape {type.Shape}");
}

/// <summary>What a model weighs and costs.</summary>
/// <param name="Root">The parameters as a tree.</param>
/// <param name="Flops">
/// Floating-point operations of one call on whole sequences, a multiply-add counted as two, over the model's symbols.
/// </param>
/// <param name="FlopsPerStep">
/// With a stream axis T: operations of one step, over the other symbols and T, the steps so far with this one; otherwise null.
/// </param>
/// <param name="States">What a session keeps.</param>
/// <param name="StateBytesPerStep">What each step adds to a session's histories, in bytes, over the other symbols.</param>
/// <param name="FixedStateBytes">The states that keep their size, in bytes, over the other symbols.</param>
public sealed record ModelSummary(
    ModelPart Root, Dim Flops, Dim? FlopsPerStep, IReadOnlyList<State> States, Dim StateBytesPerStep, Dim FixedStateBytes)
{
    /// <summary>Summarises a model; after passes, so that products count as what they are.</summary>
    public static ModelSummary Of(ModelGraph graph)
    {
        var flops = Costs(graph)[graph.Main];
        var states = graph.AllStates();
        return new ModelSummary(
            Part("", graph.AllParameters().Select(p => (p.Path.Split('.'), p)).ToList(), 0),
            flops.Present,
            graph.StreamAxis is { } axis ? flops.Substitute(symbol => symbol == axis ? Dim.One : Dim.Symbol(symbol).Kept is { } kept ? kept + Dim.One : null).Present : null,
            states,
            Bytes(states, s => s.Grows ? s.Type.Shape.With(s.Axis!.Value, Dim.One).Count : Dim.Zero),
            Bytes(states, s => s.Grows ? Dim.Zero : s.Kept is { } kept ? s.Type.Shape.With(s.Axis!.Value, kept).Count : s.Type.Shape.Count));
    }

    /// <summary>The bytes that a session keeps for sequences of up to a length, over the other symbols.</summary>
    public Dim StateBytes(long maxLength) => (maxLength * StateBytesPerStep) + FixedStateBytes;

    private static Dim Bytes(IEnumerable<State> states, Func<State, Dim> elements) =>
        states.Aggregate(Dim.Zero, (sum, state) => sum + (state.Type.Element.Bytes() * elements(state)));

    /// <summary>The floating-point operations of one call of each function.</summary>
    public static IReadOnlyDictionary<Function, Dim> Costs(ModelGraph graph)
    {
        var flops = new Dictionary<Function, Dim>();
        foreach (var function in graph.Functions)
        {
            flops[function] = function.Nodes.Aggregate(Dim.Zero, (sum, node) => sum + (node.Operator is Invocation call
                ? call.FlopsFrom(flops[call.Callee], node.Inputs.Select(v => v.Type).ToList())
                : node.Operator.Flops(node.Inputs.Select(v => v.Type).ToList())));
        }

        return flops;
    }

    private static ModelPart Part(string name, IReadOnlyList<(string[] Path, Parameter Parameter)> parameters, int depth) => new(
        name,
        parameters.Where(p => p.Path.Length == depth + 1).Select(p => p.Parameter).ToList(),
        parameters.Where(p => p.Path.Length > depth + 1)
            .GroupBy(p => p.Path[depth], StringComparer.Ordinal)
            .Select(part => Part(part.Key, part.ToList(), depth + 1))
            .ToList());
}
