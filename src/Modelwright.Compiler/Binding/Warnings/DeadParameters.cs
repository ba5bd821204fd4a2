using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Simplification;
using Modelwright.Compiler.Std;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Warnings;

/// <summary>
/// Finds parameters and inputs that are read, but reach no output: what was made of them is replaced before anything uses it, or
/// ends in a state that nothing reads. Parameters keep their paths, so a checkpoint still fits.
/// </summary>
internal sealed class DeadParameters(ModelGraph graph, DiagnosticBag diagnostics)
{
    private readonly Liveness _live = Liveness.Of(graph);

    /// <summary>Checks a model as bound; gives whether there is something to say.</summary>
    /// <param name="isKnown">Whether enough is said about the declaration around a place.</param>
    public bool CheckParameters(Func<Location, bool> isKnown)
    {
        // What matters in one round of a loop, or for one instance, is no mistake in another.
        var places = new HashSet<Location?>(graph.Functions.SelectMany(f => f.Nodes).Where(_live.Reaches).Select(n => n.Origin));
        var messages = new Dictionary<Location, string>();
        foreach (var function in graph.Functions.Where(f => f == graph.Main || _live.Results(f).Count > 0))
        {
            // Of several that lead to each other the last is to blame, and of the rounds of a loop the first.
            var blamed = new HashSet<Node>();
            foreach (var node in function.Nodes.Reverse().Where(n => !_live.Reaches(n)))
            {
                if (!blamed.Contains(node))
                {
                    // Inside the library the caller cannot help it.
                    if (node.Origin is not { } origin || places.Contains(origin) || StandardLibrary.Contains(origin.Source) || Message(node) is not { } message)
                        continue;
                    messages[origin] = message;
                }

                blamed.UnionWith(node.Inputs.Select(input => input.Producer));
            }
        }

        foreach (var said in messages.Where(m => !isKnown(m.Key)))
            diagnostics.Report(Diagnostics.DeadParameter, said.Key, said.Value);
        return messages.Count > 0;
    }

    /// <summary>Checks the inputs of a model. One that alone has a dimension may be there for its extent.</summary>
    /// <param name="model">The model as written.</param>
    /// <param name="isKnown">Whether enough is said about the declaration around a place.</param>
    public void CheckInputs(CallableDeclaration model, Func<Location, bool> isKnown)
    {
        foreach (var (port, value) in graph.Inputs.Zip(graph.Main.Arguments, (port, value) => (port, value)))
        {
            if (_live.Reaches(value.Producer) || port.Name[0] == '_'
                || port.Type.Shape.SelectMany(d => d.Symbols).Any(s => graph.Inputs.Count(i => i.Type.Shape.Any(d => d.Symbols.Contains(s))) == 1))
            {
                continue;
            }

            var place = new Location(graph.Location.Source, model.Body.Statements.OfType<MemberStatement>().First(m => m.Name.Text == port.Name).Name.Span);
            if (!isKnown(place))
                diagnostics.Report(Diagnostics.DeadParameter, place, $"input '{port.Name}' cannot influence any output");
        }
    }

    private static string? Message(Node node) => node.Operator switch
    {
        LoadParameter parameter => $"parameter '{parameter.Path}' cannot influence any output",
        Call { Path.Length: > 0 } call when HasParameters(call.Callee) => $"the parameters of '{call.Path}' cannot influence any output: none depends on what this call gives",
        _ => null,
    };

    private static bool HasParameters(Function function) =>
        function.Parameters.Count > 0 || function.Nodes.Any(n => n.Operator is Invocation inner && HasParameters(inner.Callee));
}
