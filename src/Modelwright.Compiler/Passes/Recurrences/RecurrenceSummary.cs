using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>States that go on together, as a model runs them.</summary>
/// <param name="Path">The instance that has them, such as <c>layers.3.mixer.core</c>; empty for the model itself.</param>
/// <param name="Class">How each goes on, in words, and where it has no form for many steps at once that it goes step by step.</param>
/// <param name="States">Their names and types.</param>
public sealed record RecurrenceSummary(string Path, string Class, EquatableList<(string Name, TensorType Type)> States)
{
    /// <summary>The recurrences of a model after its passes, in the order in which they run.</summary>
    public static IReadOnlyList<RecurrenceSummary> Of(ModelGraph graph) => Of(graph.Main, "").ToList();

    private static IEnumerable<RecurrenceSummary> Of(Function function, string path)
    {
        foreach (var node in function.Nodes)
        {
            var found = node.Operator switch
            {
                RecurrenceOperator recurrence => [In(Instances.Join(path, recurrence.State), Word(node), node.Results[0].Type)],
                Scan scan => Stepwise(node, scan, path).Concat(Of(scan.Callee, Instances.Join(path, scan.Path))),
                Invocation call => Of(call.Callee, Instances.Join(path, call.Path)),
                _ => Enumerable.Empty<RecurrenceSummary>(),
            };
            foreach (var recurrence in found)
                yield return recurrence;
        }
    }

    private static string Word(Node node) => node.Operator switch
    {
        LinearScan scan => (node.Inputs.Count > 5 ? "delta rule" : "decay and outer products") + (scan.Writes > 1 ? FormattableString.Invariant($", {scan.Writes} a step") : ""),
        _ => "diagonal",
    };

    // States that read each other stand together.
    private static IEnumerable<RecurrenceSummary> Stepwise(Node node, Scan scan, string path)
    {
        var count = scan.States.Count;
        var states = Enumerable.Range(0, count).Select(i => new StepState(scan.States[i], scan.Callee.Arguments[i], scan.Callee.Results[i])).ToList();
        var arguments = scan.Callee.Arguments.Select((argument, i) => (argument, i))
            .ToDictionary(a => a.argument, a => a.i < count + scan.Sequences.Count ? Dependence.Step : Dependence.None);
        var all = Follow(Enumerable.Range(0, count));
        foreach (var component in StateComponents.Of(states.Select(s => (IEnumerable<int>)all[s.After].States).ToList()))
        {
            var own = Follow(component);
            var next = component.Select(i => own[states[i].After]).ToList();
            var word = next.Any(n => n.NonLinear is not null) ? "general" : next.Any(n => n.Varying is not null) ? "linear" : "linear, constant coefficients";
            var names = component.Select(i => (Split(Instances.Join(Instances.Join(path, scan.Path), scan.States[i])), node.Results[i].Type)).ToList();
            foreach (var instance in names.GroupBy(n => n.Item1.Path, StringComparer.Ordinal))
                yield return new RecurrenceSummary(instance.Key, word + ", step by step", new(instance.Select(n => (n.Item1.Name, n.Type))));
        }

        StateDependence Follow(IEnumerable<int> followed) => StateDependence.Of(scan.Callee, ClassCheck.Following(arguments, states, followed));
    }

    private static RecurrenceSummary In(string state, string word, TensorType type) => new(Split(state).Path, word, new([(Split(state).Name, type)]));

    private static (string Path, string Name) Split(string state) => state.LastIndexOf('.') is >= 0 and var dot
        ? (state.Substring(0, dot), state.Substring(dot + 1))
        : ("", state);
}
