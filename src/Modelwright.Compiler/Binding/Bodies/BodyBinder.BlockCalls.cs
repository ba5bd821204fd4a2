using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Calls of blocks: instances with a path, which call a function of the graph.</content>
internal sealed partial class BodyBinder
{
    private BoundValue CallBlock(
        CallableDeclaration callee, SourceText source, BoundArguments arguments, CallExpression call, string name, TextSpan at)
    {
        if (!TryClaim(name, call, at))
            return ErrorValue.Instance;
        var path = Under(name);
        if (AxisInStep(callee, arguments) is { } axis)
            return BindInStep(callee, source, arguments, path, axis, at);
        if (arguments.Values.Any(a => a is FunctionValue { Name: null }))
            return CallInPlace(callee, source, arguments, path, at);
        if (InstanceName(call, callee) is { } simple)
            _scope.Add(simple, new Instance(callee, source, arguments, path, _builder, call.As?.Span ?? at));
        return CallFunction(callee, source, arguments, path, at);
    }

    /// <summary>The name by which an instance can be called again, or null where its path is more than a name.</summary>
    private static string? InstanceName(CallExpression call, CallableDeclaration callee) =>
        call.As is null ? Words.SnakeCase(callee.Name.Text) : call.As is { Parts: [{ Name: { } name }] } ? name : null;

    /// <summary>A call of a block as a function of the graph, as the instance at a path.</summary>
    private BoundValue CallFunction(CallableDeclaration callee, SourceText source, BoundArguments arguments, string path, TextSpan at) =>
        Specialise(callee, source, arguments, path, at) is { } specialisation ? CallFunction(specialisation, arguments.Values, path, at) : ErrorValue.Instance;

    private BoundValue CallFunction(Specialisation callee, IReadOnlyList<BoundValue> arguments, string path, TextSpan at, string? states = null)
    {
        var inputs = arguments.SelectMany(Tensors).Select(Import).ToList();
        _context.CountNode();
        var node = _builder.AddCall(callee.Function, callee.Builder, path, inputs, At(at), states);
        if (callee.Result is TensorValue)
            node.Results[0].Name = Words.LastName(path);
        return Replace(callee.Result, tensor => Tensor(node.Results[callee.Function.Results.ToList().IndexOf(tensor.Value)]));
    }
}
