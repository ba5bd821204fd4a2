using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.OnnxRuntime.Verification;

/// <summary>
/// A model as one straight list of nodes: in place of every call stands what it calls, under its full path. A scan or a call
/// for chosen rows stays a node, and what it runs becomes a list as well.
/// </summary>
internal sealed class Flattening
{
    private readonly List<Node> _nodes = [];
    private readonly List<Parameter> _parameters = [];

    /// <summary>The model without calls.</summary>
    public static ModelGraph Run(ModelGraph model)
    {
        var main = Run(model.Main);
        return model.With([.. Steps(main).Distinct(), main]);
    }

    private static Function Run(Function function)
    {
        var flattening = new Flattening();
        var results = flattening.Add(function, instance: "", arguments: []);
        return new Function
        {
            Name = function.Name,
            Arguments = [.. flattening._nodes.Where(node => node.Operator is Argument).Select(node => node.Result)],
            Nodes = flattening._nodes,
            Results = results,
            Parameters = [.. flattening._parameters.DistinctBy(parameter => parameter.Path)],
        };
    }

    private static IEnumerable<Function> Steps(Function function) =>
        function.Nodes.Select(node => node.Operator).OfType<Invocation>().SelectMany(call => Steps(call.Callee).Append(call.Callee));

    private List<Value> Add(Function function, string instance, IReadOnlyList<Value> arguments)
    {
        _parameters.AddRange(function.Parameters.Select(parameter => parameter with { Path = Instances.Join(instance, parameter.Path) }));
        var values = function.Arguments.Zip(arguments).ToDictionary();
        foreach (var node in function.Nodes)
        {
            if (node.Results.All(values.ContainsKey))
                continue;
            var inputs = node.Inputs.Select(input => values[input]).ToList();
            var results = node.Operator switch
            {
                Call call => Add(call.Callee, Instances.Join(instance, call.Path), inputs),
                Prepare prepare => Add(prepare.Callee, Instances.Join(instance, prepare.Path), inputs),
                Scan scan => Add(scan with { Callee = Run(scan.Callee), Path = Instances.Join(instance, scan.Path) }, inputs, node, instance),
                CallWhere call => Add(call with { Callee = Run(call.Callee), Path = Instances.Join(instance, call.Path) }, inputs, node, instance),
                LoadParameter load => Add(load with { Path = Instances.Join(instance, load.Path) }, inputs, node, instance),
                History history => Add(history with { State = Instances.Join(instance, history.State) }, inputs, node, instance),
                Window { State: { } state } window => Add(window with { State = Instances.Join(instance, state) }, inputs, node, instance),
                RecurrenceOperator recurrence => Add(recurrence with { State = Instances.Join(instance, recurrence.State) }, inputs, node, instance),
                var other => Add(other, inputs, node, instance),
            };
            foreach (var (old, copy) in node.Results.Zip(results))
                values[old] = copy;
        }

        return [.. function.Results.Select(result => values[result])];
    }

    private IReadOnlyList<Value> Add(Operator op, List<Value> inputs, Node original, string instance)
    {
        var node = new Node(op, inputs, original.Origin);
        foreach (var (old, copy) in original.Results.Zip(node.Results))
            copy.Name = old.Name is null ? null : Instances.Join(instance, old.Name);
        _nodes.Add(node);
        return node.Results;
    }
}
