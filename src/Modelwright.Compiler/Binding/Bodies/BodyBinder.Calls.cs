using Modelwright.Compiler.Binding.Names;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Calls: what is called, and as what.</content>
internal sealed partial class BodyBinder
{
    private BoundValue EvaluateCall(CallExpression call, IReadOnlyList<Argument> piped)
    {
        var arguments = piped.Concat(call.Arguments).ToList();
        switch (call.Callee)
        {
            case IndexExpression { Target: NameExpression reduction } index when Reductions.Names.Contains(reduction.Name):
                return NoPath(call) ? Reduction(reduction.Name, index, arguments, call.Span) : ErrorValue.Instance;
            case NameExpression name when _scope.TryFindInstance(name.Name, out var instance) && _scope.Find(name.Name)?.Value is not FunctionValue:
                return instance is null ? ErrorValue.Instance : CallAgain(instance, arguments, call);
            case NameExpression name when _index?.Find(name.Name) is null && _scope.Find(name.Name) is null:
                if (_context.DeclarationsOf(_source).Find(name.Name) is { } found)
                {
                    return found.Declaration is CallableDeclaration callable
                        ? CallDeclared(callable, found.Source, arguments, call, name.Span)
                        : Error(Diagnostics.WrongKind, name.Span, $"'{name.Name}' is a constant, not something to call");
                }

                if (_start is not null && StartFunctions.Names.Contains(name.Name))
                    return NoPath(call) ? StartValue(name, arguments, call.Span) : ErrorValue.Instance;
                if (Intrinsics.Names.Contains(name.Name))
                    return NoPath(call) ? Intrinsic(name.Name, arguments, call.Span) : ErrorValue.Instance;
                if (Reductions.Names.Contains(name.Name))
                    return Error(Diagnostics.WrongKind, name.Span, $"'{name.Name}' needs the axis it runs along: {name.Name}[i](…), where i is an index of what it runs over");
                if (IsUnknownByError(name.Name))
                    return ErrorValue.Instance;
                return Error(Diagnostics.UnknownName, name.Span, NameChecker.Unknown(name.Name, VisibleNames(), _context.DeclarationsOf(_source).Suggestions));
            case NameExpression name when _scope.Find(name.Name) is { Value: FunctionValue function } variable:
                return CallFunction(variable, function, arguments, call);
            case NameExpression name when _scope.Find(name.Name)?.Value is ErrorValue:
                return ErrorValue.Instance;
            case NameExpression name:
                return Error(Diagnostics.WrongKind, name.Span, $"'{name.Name}' is a value, not something to call");
            default:
                return Evaluate(call.Callee) is ErrorValue error ? error : Error(Diagnostics.WrongKind, call.Callee.Span, "this cannot be called");
        }
    }

    private bool NoPath(CallExpression call)
    {
        if (call.As is null)
            return true;
        Report(Diagnostics.MisplacedPath, call.As.Span, "'as' names an instance of a block; this call has no parameters to name");
        return false;
    }

    private BoundValue CallDeclared(
        CallableDeclaration callee, SourceText source, IReadOnlyList<Argument> arguments, CallExpression call, TextSpan at)
    {
        switch (callee.Kind)
        {
            case CallableKind.Model:
                return Error(Diagnostics.WrongKind, at, $"'{callee.Name.Text}' is a model; a model is not part of another");
            case CallableKind.Op when call.As is { } path:
                return Error(Diagnostics.MisplacedPath, path.Span, $"'as' names an instance of a block; {callee.Name.Text} is an op without parameters");
            case CallableKind.Block or CallableKind.Recurrence when _index is not null:
                return TakesWholeTensors(callee, at);
        }

        var values = BindArguments(callee, source, arguments, at);
        if (callee.Kind == CallableKind.Op)
            return _context.IsGeneric ? ResultBySignature(callee, source, values, at) : values is null ? ErrorValue.Instance : WriteResult(CallOp(callee, source, values, at), callee, arguments);
        if (_declaration.Kind == CallableKind.Op)
            return Error(Diagnostics.Misplaced, at, $"an op has no parameters, but {callee.Name.Text} is a {Words.Of(callee.Kind)}; make {_declaration.Name.Text} a block");
        if (_context.IsGeneric)
            return ResultBySignature(callee, source, values, at);
        if (PathOf(call, Words.SnakeCase(callee.Name.Text)) is not { } name || !HasPlace(at))
            return ErrorValue.Instance;
        if (values is null && InstanceName(call, callee) is { } simple)
            _scope.Add(simple, null);
        var result = values is null ? ErrorValue.Instance : CallBlock(callee, source, values, call, name, at);
        if (HasError(result))
            _builder.AddFailure(Under(name));
        return WriteResult(result, callee, arguments);
    }

    private ErrorValue TakesWholeTensors(CallableDeclaration callee, TextSpan at) =>
        Error(Diagnostics.LooseAxis, at, $"{callee.Name.Text} is a {Words.Of(callee.Kind)} and takes whole tensors; call it outside of the index notation");
}
