namespace Modelwright.Compiler.Graph;

/// <summary>What the keys and values that attention keeps are called where states are inputs and outputs.</summary>
public enum KvNames
{
    /// <summary>As any state: its path, <c>layers.3.attn.k</c>, and <c>layers.3.attn.k.next</c> after the steps.</summary>
    Paths,

    /// <summary>
    /// Those of the i-th attention are <c>past_key_values.i.key</c> and <c>past_key_values.i.value</c>, after the steps
    /// <c>present.i.key</c> and <c>present.i.value</c>, all [batch, heads, steps, size], as engines that serve models expect.
    /// </summary>
    Past,
}

/// <summary>
/// A model that streams as a function of its states: takes them as inputs, gives what they are after the steps as outputs.
/// </summary>
/// <param name="Graph">The model, without a stream axis; the states follow its own inputs and outputs.</param>
/// <param name="StreamAxis">What the stream axis was: the steps of a call.</param>
/// <param name="States">The states, in the order of the inputs.</param>
public sealed record StatefulModel(ModelGraph Graph, string StreamAxis, IReadOnlyList<StatePort> States);

/// <summary>
/// A state as an input and an output. Before the first step it is zeros, and has no steps where it grows; a state that starts as
/// anything else takes its start at position 0 whatever is given.
/// </summary>
/// <param name="Path">Which state of <see cref="Instances.AllStates"/> it is; <c>position</c> is the number of steps before.</param>
/// <param name="Input">The name of the input.</param>
/// <param name="Output">The name of the output.</param>
/// <param name="Axis">The axis of the steps that are kept, of which there are none at first; null where the state keeps its size.</param>
/// <param name="Kept">
/// How many of these steps are read, and so given to the next call; the graph's output has those of this call too, an export not. Null for all.
/// </param>
public sealed record StatePort(string Path, string Input, string Output, int? Axis, long? Kept = null);
