using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Reference;

/// <summary>
/// Runs a graph node by node in double precision: slow, obviously right, and what every other form of a model is compared
/// with.
/// </summary>
public static class Interpreter
{
    /// <summary>Runs a model on whole sequences.</summary>
    /// <param name="model">The graph, before or after passes.</param>
    /// <param name="inputs">A tensor per input, by name.</param>
    /// <param name="parameters">The weights of each parameter, by its full path.</param>
    /// <returns>A tensor per output, by name.</returns>
    /// <exception cref="ArgumentException">
    /// An input is missing or does not have the declared shape, a size is not what the model requires, an index is outside its
    /// axis, or an int64 beyond 2^53.
    /// </exception>
    public static IReadOnlyDictionary<string, DenseTensor> Run(
        ModelGraph model, IReadOnlyDictionary<string, DenseTensor> inputs, Func<string, DenseTensor> parameters)
    {
        var symbols = new SymbolBinding();
        var arguments = new List<DenseTensor>();
        foreach (var port in model.Inputs)
        {
            if (!inputs.TryGetValue(port.Name, out var input))
                throw new ArgumentException($"input '{port.Name}' is missing");
            symbols.Unify(port, input.Shape);
            arguments.Add(input);
        }

        symbols.Check();
        foreach (var requirement in model.Requirements.Where(r => r.Slack.Evaluate(symbols.Value) < 0))
        {
            var sizes = requirement.Slack.Symbols.Select(symbol => $"{symbol} is {symbols.Value(symbol)}");
            throw new ArgumentException($"{requirement.Message}; {string.Join(", ", sizes)}");
        }

        var results = Run(model.Main, new EvaluationContext(symbols.Value, parameters), arguments);
        return model.Outputs.Zip(results, (port, result) => (port, result)).ToDictionary(o => o.port.Name, o => o.result);
    }

    /// <summary>Runs one function; each value is let go after its last use.</summary>
    internal static IReadOnlyList<DenseTensor> Run(Function function, EvaluationContext context, IReadOnlyList<DenseTensor> arguments)
    {
        var values = function.Arguments.Zip(arguments, (value, tensor) => (value, tensor)).ToDictionary(a => a.value, a => a.tensor.As(a.value.Type.Element));
        var lastUse = new Dictionary<Value, Node>();
        foreach (var node in function.Nodes)
        {
            foreach (var input in node.Inputs)
                lastUse[input] = node;
        }

        foreach (var result in function.Results)
            lastUse.Remove(result);

        foreach (var node in function.Nodes)
        {
            if (node.Operator is Argument)
                continue;
            var results = node.Operator.Evaluate(context, node.Inputs.Select(input => values[input]).ToList());
            foreach (var input in node.Inputs)
            {
                if (lastUse.TryGetValue(input, out var last) && last == node)
                    values.Remove(input);
            }

            foreach (var value in node.Results)
                values[value] = results[value.Result].As(value.Type.Element);
        }

        return function.Results.Select(result => values[result]).ToList();
    }
}
