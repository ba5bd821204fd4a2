using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Mappings;

/// <summary>Gives a model the <c>checkpoint</c> and <c>quantize</c> blocks of its file.</summary>
internal static class MappingBinder
{
    /// <summary>The model with its checkpoints and quantizations.</summary>
    public static ModelGraph Bind(ModelGraph graph, IReadOnlyList<MappingDeclaration> mappings, BodyBinder body, MappingLines lines)
    {
        if (mappings.Count == 0)
            return graph;
        var (parameters, states) = (graph.AllParameters(), graph.AllStates());
        lines.AddPaths(parameters.Select(p => p.Path).Concat(states.Select(s => s.Path)));
        var checkpoints = new CheckpointBinder(body, parameters, lines);
        var quantizations = new QuantizeBinder(body, parameters, states, lines);
        return graph.With(
            mappings.Where(m => m.Keyword == "checkpoint").Select(checkpoints.Bind).ToList(),
            mappings.Where(m => m.Keyword == "quantize").Select(quantizations.Bind).ToList());
    }

    /// <summary>Reports blocks of one kind that have one name.</summary>
    public static void CheckNames(SourceText source, IReadOnlyList<MappingDeclaration> mappings, DiagnosticBag diagnostics)
    {
        foreach (var alike in mappings.GroupBy(m => (m.Keyword, m.Name.Text)))
        {
            foreach (var second in alike.Skip(1))
            {
                diagnostics.Report(
                    Diagnostics.DuplicateName, new Location(source, second.Name.Span),
                    alike.Key.Text.Length == 0 ? $"there is a '{alike.Key.Keyword}' without a name already; give one of them a name" : $"{alike.Key.Keyword} '{alike.Key.Text}' is declared twice",
                    new DiagnosticNote(new Location(source, alike.First().Name.Span), "the first declaration"));
            }
        }
    }
}
