using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>A parameter while the expression of its start is bound.</summary>
/// <param name="Name">What the text calls it.</param>
/// <param name="Type">Its type; extents are constant.</param>
/// <param name="Builder">Takes the nodes of the expression.</param>
internal sealed record StartScope(string Name, TensorType Type, FunctionBuilder Builder)
{
    /// <summary>The arguments that stand for random draws.</summary>
    public Dictionary<Value, Initializer> Draws { get; } = [];
}
