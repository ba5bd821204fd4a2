using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>What an instance has in memory once its weights are loaded: a parameter, or what is prepared of parameters.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Result">Which of the source's results it is.</param>
internal sealed record Weight(Operator Source, int Result)
{
    /// <summary>The parameter's path, or null for what is prepared.</summary>
    public string? Path => (Source as LoadParameter)?.Path;

    /// <summary>The weight that a value is, or null.</summary>
    public static Weight? Of(Value value) =>
        value.Producer.Operator is LoadParameter or Prepare ? new Weight(value.Producer.Operator, value.Result) : null;
}
