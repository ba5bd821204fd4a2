using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Graph;

/// <summary>
/// Checks every rule of the IR, so that a mistake in the binder or in a pass is found where it was made:
/// <list type="bullet">
/// <item>functions have unique names, stand before their callers and end with <see cref="ModelGraph.Main"/>;</item>
/// <item>a node reads values that nodes before it compute, and its results have the types that its operator infers;</item>
/// <item>a function's arguments are its argument nodes, in order, and its results are computed in it;</item>
/// <item>every parameter that is read is declared, once, with the same type;</item>
/// <item>across instances, one path is one parameter and one state is kept by one node;</item>
/// <item>Main's arguments and results are the model's inputs and outputs.</item>
/// </list>
/// </summary>
public static class GraphVerifier
{
    /// <summary>Checks a model.</summary>
    /// <exception cref="GraphException">It breaks a rule; the message says which and where.</exception>
    public static void Verify(ModelGraph graph)
    {
        var known = new HashSet<Function>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var function in graph.Functions)
        {
            if (!names.Add(function.Name))
                throw new GraphException($"two functions are named {function.Name}");
            VerifyNodes(function, known);
            VerifyParameters(function);
            known.Add(function);
        }

        if (graph.Functions.Count == 0 || graph.Functions[graph.Functions.Count - 1] != graph.Main)
            throw new GraphException($"{graph.Main.Name} is the main function, but not the last");
        VerifyPorts(graph.Main, "input", graph.Inputs, graph.Main.Arguments);
        VerifyPorts(graph.Main, "output", graph.Outputs, graph.Main.Results);
        VerifyInstances(graph);
    }

    private static void VerifyNodes(Function function, HashSet<Function> known)
    {
        var defined = new HashSet<Value>();
        var arguments = new List<Value>();
        var labels = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < function.Nodes.Count; i++)
        {
            var node = function.Nodes[i];
            if (node.Inputs.Any(input => !defined.Contains(input)))
                throw Broken(function, i, "reads a value that no node before it computes");
            VerifyTypes(function, i);
            if (node.Operator is Invocation call && !known.Contains(call.Callee))
                throw Broken(function, i, $"calls {call.Callee.Name}, which does not stand before its caller");
            if (node.Operator is Argument argument)
            {
                arguments.Add(node.Result);
                if (!labels.Add(argument.Label))
                    throw Broken(function, i, $"has the label '{argument.Label}' of another argument");
            }

            foreach (var result in node.Results)
            {
                if (result.Producer != node || !defined.Add(result))
                    throw Broken(function, i, "defines a value that is not its own");
            }
        }

        if (!arguments.SequenceEqual(function.Arguments))
            throw new GraphException($"{function.Name}: the arguments are not the argument nodes in their order");
        if (function.Results.Any(result => !defined.Contains(result)))
            throw new GraphException($"{function.Name}: a result is not computed in the function");
    }

    private static void VerifyTypes(Function function, int index)
    {
        var node = function.Nodes[index];
        IReadOnlyList<TensorType> inferred;
        try
        {
            inferred = node.Operator.Infer(node.Inputs.Select(input => input.Type).ToList());
        }
        catch (GraphException e)
        {
            throw Broken(function, index, e.Message);
        }

        if (!inferred.SequenceEqual(node.Results.Select(result => result.Type)))
            throw Broken(function, index, $"has the type {List(node.Results.Select(r => r.Type))}, but its operands give {List(inferred)}");
    }

    private static void VerifyParameters(Function function)
    {
        var declared = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var parameter in function.Parameters)
        {
            if (declared.ContainsKey(parameter.Path))
                throw new GraphException($"{function.Name}: the parameter '{parameter.Path}' is declared twice");
            declared.Add(parameter.Path, parameter);
        }

        for (var i = 0; i < function.Nodes.Count; i++)
        {
            foreach (var load in function.Nodes[i].Operator switch { LoadParameter one => [one], LoadStack stack => stack.Parts, _ => (IReadOnlyList<LoadParameter>)[] })
            {
                if (!declared.TryGetValue(load.Path, out var parameter))
                    throw Broken(function, i, $"reads the parameter '{load.Path}', which is not declared");
                if (!parameter.Type.Equals(load.Type))
                    throw Broken(function, i, $"reads '{load.Path}' as {load.Type}, but it is declared as {parameter.Type}");
            }
        }
    }

    private static void VerifyPorts(Function main, string kind, IReadOnlyList<Port> ports, IReadOnlyList<Value> values)
    {
        if (ports.Count != values.Count)
            throw new GraphException($"{main.Name}: the model has {ports.Count} {kind}s, the main function {values.Count}");
        foreach (var (port, value) in ports.Zip(values, (port, value) => (port, value)))
        {
            if (!port.Type.Equals(value.Type))
                throw new GraphException($"{main.Name}: the {kind} '{port.Name}' is {GraphPrinter.Print(port.Type)}, but the function has {GraphPrinter.Print(value.Type)}");
        }
    }

    // One instance may be called again, so a path may be declared twice if both agree; state belongs to one call.
    private static void VerifyInstances(ModelGraph graph)
    {
        var parameters = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var parameter in graph.ParametersByFunction()[graph.Main])
        {
            if (parameters.TryGetValue(parameter.Path, out var other) && !other.Equals(parameter))
                throw new GraphException($"'{parameter.Path}' is declared in two ways: {other.Type} and {parameter.Type}");
            parameters[parameter.Path] = parameter;
        }

        var states = new HashSet<string>(StringComparer.Ordinal);
        foreach (var state in graph.AllStates())
        {
            if (!states.Add(state.Path))
                throw new GraphException($"two nodes keep the state '{state.Path}'");
        }
    }

    private static GraphException Broken(Function function, int index, string reason) =>
        new($"{function.Name}: node {index} ({function.Nodes[index].Operator.Name}) {reason}");

    private static string List(IEnumerable<TensorType> types) => string.Join(", ", types.Select(GraphPrinter.Print));
}
