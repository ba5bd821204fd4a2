using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Instances called again: the same weights on other tensors.</content>
internal sealed partial class BodyBinder
{
    private BoundValue CallAgain(Instance instance, IReadOnlyList<Argument> arguments, CallExpression call)
    {
        var at = call.Callee.Span;
        var name = instance.Callee.Name.Text;
        if (call.As is { } path)
            return Error(Diagnostics.MisplacedPath, path.Span, "this instance has its path already", Note(instance.Span, "named here"));
        if (_index is not null)
            return TakesWholeTensors(instance.Callee, at);
        if (instance.Builder != _builder)
        {
            return Error(
                Diagnostics.PathClash, at, "this instance belongs outside of the loop; give the loop no path, or make an instance in it",
                Note(instance.Span, "made here"));
        }

        var given = arguments.Where(a => a.Name is null).ToList();
        var tensors = instance.Callee.Parameters.Where(p => IsTensor(p.Type)).ToList();
        if (given.Count != arguments.Count || given.Count != tensors.Count)
        {
            return Error(
                Diagnostics.UnexpectedArgument, at,
                $"an instance is called again with its tensors alone, {Words.Count(tensors.Count, "argument", "arguments")}; the constants are those of the first call",
                Note(instance.Span, "the first call"));
        }

        var values = instance.Arguments.Values.ToList();
        var places = instance.Arguments.Places.ToList();
        foreach (var (parameter, argument) in tensors.Zip(given, (p, a) => (p, a)))
        {
            if (Fit(Evaluate(argument.Value!), parameter, argument, instance.Callee) is not { } value)
                return ErrorValue.Instance;
            var slot = instance.Callee.Parameters.ToList().IndexOf(parameter);
            (values[slot], places[slot]) = (value, PlaceOf(argument));
        }

        var result = CallFunction(instance.Callee, instance.Source, new BoundArguments(values, places), instance.Path, at);
        return Tensors(result).FirstOrDefault()?.Value.Producer.Operator is Call { Callee: var function } && HasState(function)
            ? Error(Diagnostics.PathClash, at, $"{name} has state, and state belongs to one call; make a second instance: {name}(…) as …", Note(instance.Span, "the first call"))
            : result;
    }

    private static bool HasState(Function function) =>
        function.Nodes.Any(n => n.Operator is History or Scan || (n.Operator is Call call && HasState(call.Callee)));
}
