using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>
/// Gives histories that are read under <c>t - w &lt; s &lt;= t</c> alone a past of their own, which goes back w - 1 steps before those of
/// a call: a session keeps no more of them, however long the sequence. Layers with different windows, and without, each
/// keep what they need.
/// </summary>
/// <remarks>Runs after the pipeline, where states are kept, in native code and in stateful exports: whatever else reads histories sees one past. Keeps the result.</remarks>
public static class LimitHistories
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        if (graph.StreamAxis is not { } axis)
            return graph;
        var functions = new Dictionary<Function, Function>();
        foreach (var function in graph.Functions)
        {
            var limits = HistoryLimits.Of(function, axis);
            functions[function] = limits.Any ? new Rebuilding(function, limits, functions, axis).Run() : Rewriter.Run(function, functions, (_, _, _) => null);
        }

        // Counters along the whole past are left over where only limited pasts were counted.
        return DeadCode.Run(graph.With(graph.Functions.Select(f => functions[f]).ToList()));
    }

    /// <summary>Builds a function again, what is limited along pasts of its own; counters as often as there are pasts.</summary>
    private sealed class Rebuilding(Function function, HistoryLimits limits, IReadOnlyDictionary<Function, Function> callees, string axis)
    {
        private readonly Dim _now = Dim.Symbol(axis);
        private readonly List<Node> _nodes = [];
        private readonly Dictionary<(Value, long?), Value> _values = [];

        public Function Run()
        {
            foreach (var node in function.Nodes)
                Add(node, limits.Of(node));
            return new Function
            {
                Name = function.Name,
                Arguments = function.Arguments.Select(a => Get(a, null)).ToList(),
                Nodes = _nodes,
                Results = function.Results.Select(r => Get(r, null)).ToList(),
                Parameters = function.Parameters,
            };
        }

        private void Add(Node node, long? kept)
        {
            var op = node.Operator is Invocation call ? call with { Callee = callees[call.Callee] } : kept is { } steps ? Limited(node.Operator, steps) : node.Operator;
            var copy = new Node(op, node.Inputs.Select(input => Get(input, kept)).ToList(), node.Origin);
            _nodes.Add(copy);
            foreach (var result in node.Results)
            {
                copy.Results[result.Result].Name = result.Name;
                _values[(result, limits.IsAlong(result) ? kept : null)] = copy.Results[result.Result];
            }
        }

        // What runs along T' and is no part of a group is counters: made again for each past.
        private Value Get(Value value, long? kept)
        {
            var key = (value, limits.IsAlong(value) ? kept : null);
            if (!_values.ContainsKey(key))
                Add(value.Producer, kept);
            return _values[key];
        }

        private Operator Limited(Operator op, long steps)
        {
            return op switch
            {
                History history => history with { Kept = steps },
                Iota iota => new Iota(Of(iota.Length)),
                Expand expand => new Expand(OfShape(expand.Shape)),
                Reshape reshape => new Reshape(OfShape(reshape.Shape)),
                Slice slice => new Slice(slice.Axis, slice.Start, Of(slice.Length)),
                _ => op,
            };

            Dim Of(Dim extent) => extent.Substitute(symbol => symbol == _now.Past.SymbolName ? _now.PastWithin(steps) : null);

            Shape OfShape(Shape shape) => new(shape.Select(Of));
        }
    }
}
