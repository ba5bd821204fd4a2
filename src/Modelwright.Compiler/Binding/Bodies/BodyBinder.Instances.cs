using Modelwright.Compiler.Binding.Files;
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
        if (_index is not null)
            return TakesWholeTensors(instance.Callee, at);
        if (instance.Builder != _builder)
        {
            return Error(
                Diagnostics.PathClash, at, "this instance belongs outside of the loop; give the loop no path, or make an instance in it",
                Note(instance.Span, "made here"));
        }

        var given = arguments.Where(a => a.Name is null).ToList();
        var tensors = instance.Callee.Parameters.Where(p => IsTensor(p.Type) && !instance.Callee.IsImplicit(p)).ToList();
        var reset = instance.Callee.Parameters.FirstOrDefault(p => IsTensor(p.Type) && instance.Callee.IsImplicit(p));
        var resets = arguments.Where(a => reset is not null && a.Name?.Text == reset.Name.Text).Take(1).ToList();
        if (given.Count + resets.Count != arguments.Count || given.Count != tensors.Count)
        {
            return Error(
                Diagnostics.UnexpectedArgument, at,
                $"an instance is called again with its tensors alone, {Words.Count(tensors.Count, "argument", "arguments")}; the constants are those of the first call",
                Note(instance.Span, "the first call"));
        }

        var parameters = instance.Callee.Parameters.ToList();
        var values = instance.Arguments.Values.ToList();
        var places = instance.Arguments.Places.ToList();
        if (reset is not null)
            values[parameters.IndexOf(reset)] = new BoolValue(false);
        foreach (var (parameter, argument) in tensors.Zip(given, (p, a) => (p, a)).Concat(resets.Select(a => (reset!, a))))
        {
            var argued = argument.Value ?? new NameExpression(argument.Name!.Span, argument.Name.Text);
            if (Fit(Evaluate(argued), parameter, argument, instance.Callee) is not { } value)
                return ErrorValue.Instance;
            var slot = parameters.IndexOf(parameter);
            (values[slot], places[slot]) = (value, PlaceOf(argument));
        }

        if (Specialise(instance.Callee, instance.Source, new BoundArguments(values, places), instance.Path, at) is not { } specialisation)
            return ErrorValue.Instance;
        string? states = null;
        if (HasState(specialisation.Function))
        {
            if ((states = StatesOf(instance, call)) is null)
                return ErrorValue.Instance;
        }
        else if (call.As is { } path)
        {
            return Error(Diagnostics.MisplacedPath, path.Span, "this instance has its path already", Note(instance.Span, "named here"));
        }

        return CallFunction(specialisation, values, instance.Path, at, states);
    }

    /// <summary>Where one more call of an instance keeps its states: at the path it is given, else beside the instance; null after an error.</summary>
    private string? StatesOf(Instance instance, CallExpression call)
    {
        if (call.As is { } written)
        {
            if (BindPath(written) is not { } name)
                return null;
            if (_builder.TryClaim(Under(name), written.Span, out var taken))
                return Under(name);
            Report(Diagnostics.PathClash, written.Span, $"there is an instance '{Under(name)}' already; choose another name", Note(taken, "the first instance"));
            return null;
        }

        for (var i = 2; ; i++)
        {
            var path = FormattableString.Invariant($"{instance.Path}_{i}");
            if (_builder.TryClaim(path, call.Callee.Span, out _))
                return path;
        }
    }

    private static bool HasState(Function function) => function.Nodes.Any(n =>
        n.Operator is History or Window { State: not null } or Scan || (n.Operator is Call call && HasState(call.Callee)));
}
