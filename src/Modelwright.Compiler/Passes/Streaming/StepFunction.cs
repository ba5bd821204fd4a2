using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>A function that takes its states behind its arguments and gives the next ones behind its results.</summary>
/// <param name="function">Takes the arguments, the states, and the position where it needs that.</param>
/// <param name="arguments">How many arguments stand before the states.</param>
/// <param name="kept">The states before the steps; paths relative to the instance.</param>
/// <param name="caches">Which of them are the keys and values of an attention, in the order of the attentions.</param>
/// <param name="takesPosition">Whether the last argument is the position, int64[].</param>
internal sealed class StepFunction(
    Function function, int arguments, IReadOnlyList<State> kept, IReadOnlyList<(int Keys, int Values)> caches, bool takesPosition)
{
    private readonly Dictionary<int, Function> _arranged = [];

    /// <summary>The function.</summary>
    public Function Function => function;

    /// <summary>The states before the steps; paths relative to the instance.</summary>
    public IReadOnlyList<State> Kept => kept;

    /// <summary>Which states are the keys and values of an attention, in the order of the attentions.</summary>
    public IReadOnlyList<(int Keys, int Values)> Caches => caches;

    /// <summary>Whether the last argument is the position, int64[].</summary>
    public bool TakesPosition => takesPosition;

    /// <summary>The function with its states behind the first arguments, where a scan's sequences stand.</summary>
    public Function WithKeptBehind(int first)
    {
        if (!_arranged.TryGetValue(first, out var arranged))
        {
            var all = function.Arguments;
            List<Value> ordered = [.. all.Take(first), .. all.Skip(arguments).Take(kept.Count), .. all.Take(arguments).Skip(first), .. all.Skip(arguments + kept.Count)];
            _arranged[first] = arranged = new Function
            {
                Name = function.Name, Arguments = ordered, Results = function.Results, Parameters = function.Parameters,
                Nodes = [.. ordered.Select(argument => argument.Producer), .. function.Nodes.Where(node => node.Operator is not Argument)],
            };
        }

        return arranged;
    }
}
