using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Calls of blocks: instances with a path, which call a function of the graph.</content>
internal sealed partial class BodyBinder
{
    private BoundValue CallBlock(
        CallableDeclaration callee, SourceText source, BoundArguments arguments, CallExpression call, string name, TextSpan at)
    {
        var path = Under(name);
        if (name.Length > 0 && !_builder.TryClaim(path, call.As?.Span ?? at, out var taken))
        {
            var place = call.As?.Span ?? at;
            if (taken == place)
                return Error(Diagnostics.PathClash, place, $"each round of the loop makes an instance '{path}'; number them: 'as {name}[i]'");
            var advice = call.As is null ? $"name this instance: 'as {FreeName(name)}'" : "choose another name";
            return Error(Diagnostics.PathClash, place, $"there is an instance '{path}' already; {advice}", Note(taken, "the first instance"));
        }

        if (AxisInStep(callee, arguments) is { } axis)
            return BindInStep(callee, source, arguments, path, axis, at);
        if (arguments.Values.Any(a => a is FunctionValue { Name: null }))
            return CallInPlace(callee, source, arguments, path, at);
        if (InstanceName(call, callee) is { } simple)
            _scope.Add(simple, new Instance(callee, source, arguments, path, _builder, call.As?.Span ?? at));
        return CallFunction(callee, source, arguments, path, at);
    }

    /// <summary>A name like <paramref name="name"/> that no instance has yet.</summary>
    private string FreeName(string name)
    {
        var number = 2;
        while (_builder.IsTaken(Under(FormattableString.Invariant($"{name}_{number}"))))
            number++;
        return FormattableString.Invariant($"{name}_{number}");
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
