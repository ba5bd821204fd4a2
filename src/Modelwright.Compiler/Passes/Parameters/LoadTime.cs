using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Parameters;

/// <summary>What is known when weights are loaded: values that depend on parameters and constants alone, in constant extents.</summary>
internal sealed class LoadTime
{
    private readonly HashSet<Value> _known = [];
    private readonly HashSet<Value> _ofParameters = [];

    /// <summary>Looks at a function.</summary>
    public LoadTime(Function function)
    {
        foreach (var node in function.Nodes.Where(n => n.Inputs.All(_known.Contains) && IsStatic(n)))
        {
            _known.UnionWith(node.Results);
            if (HasParameters(node) || node.Inputs.Any(_ofParameters.Contains))
                _ofParameters.UnionWith(node.Results);
        }
    }

    /// <summary>Whether a value is known.</summary>
    public bool Knows(Value value) => _known.Contains(value);

    /// <summary>Whether a value is known and depends on a parameter, so that it is no constant.</summary>
    public bool IsOfParameters(Value value) => _ofParameters.Contains(value);

    /// <summary>The size of a tensor of constant extents.</summary>
    public static long Bytes(TensorType type) => type.Shape.Count.Value!.Value * type.Element.Bytes();

    /// <summary>Whether an operator is a view.</summary>
    public static bool IsView(Operator op) => op is Reshape or Transpose or Slice or Slide or Expand or Repeat;

    private static bool HasParameters(Node node) => node.Operator switch
    {
        LoadParameter or Prepare => true,
        Invocation call => call.Callee.Nodes.Any(HasParameters),
        _ => false,
    };

    private static bool IsStatic(Node node) =>
        node.Operator is not (Argument or History or Window { State: not null } or Scan { Length.IsConstant: false } or RecurrenceOperator { Length.IsConstant: false }) &&
        node.Results.All(result => result.Shape.All(extent => extent.IsConstant)) &&
        (node.Operator is not Invocation call || call.Callee.Nodes.All(inner => inner.Operator is Argument || IsStatic(inner)));
}
