using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>What an instance has in memory once its weights are loaded: a parameter, a stack of some, or what is prepared of them.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Result">Which of the source's results it is.</param>
internal sealed record Weight(Operator Source, int Result)
{
    /// <summary>What it is called: the path of a parameter, those of a stack, or null for what is prepared.</summary>
    public string? Path => Source switch
    {
        LoadParameter load => load.Path,
        LoadStack stack => stack.Attributes,
        _ => null,
    };

    /// <summary>The weight that a value is, or null.</summary>
    public static Weight? Of(Value value) =>
        value.Producer.Operator is LoadParameter or LoadStack or Prepare ? new Weight(value.Producer.Operator, value.Result) : null;
}
