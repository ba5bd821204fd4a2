using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli;

/// <summary>A model that was compiled without errors.</summary>
/// <param name="Graph">As bound, before any pass.</param>
/// <param name="Sources">Its file, then what that imports.</param>
internal sealed record CompiledModel(ModelGraph Graph, IReadOnlyList<SourceText> Sources);
