using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>What tensors are called in generated code and in messages.</summary>
internal static class ValueNames
{
    /// <summary>The user's name, or else what makes the tensor.</summary>
    public static string Of(Value value) => value.Name ?? value.Producer.Operator switch
    {
        Argument argument => argument.Label,
        LoadParameter parameter => parameter.Path,
        Scan scan when value.Result < scan.States.Count => scan.States[value.Result],
        RecurrenceOperator recurrence when value.Result == 0 => recurrence.State,
        Prepare prepare => Of(prepare.Callee.Results[value.Result]),
        Invocation call => call.Callee.Name,
        var op when op.IsView() => Of(value.Producer.Inputs[0]),
        var op => op.Name,
    };
}
