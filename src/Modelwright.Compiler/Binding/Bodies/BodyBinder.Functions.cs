using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// Functions as build-time arguments. Instances inside <c>u => …</c> belong to where it is written, or under the path that
/// a call of it is given, so a block that takes one is bound in place, under its own path, instead of becoming a function
/// of the graph.
/// </content>
internal sealed partial class BodyBinder
{
    /// <summary>Whether a function written here is bound in another function of the graph, where its instances have no place.</summary>
    private bool _isAway;

    /// <summary>Whether a function is bound whose instances belong to where it is written.</summary>
    private bool _isAtHome;

    /// <summary>The value of the function that is bound at a place; a call that is all of it is the instance at that place.</summary>
    private CallExpression? _placed;

    /// <summary>The function <c>u => …</c>, with the names in scope where it is written.</summary>
    private FunctionValue Close(FunctionLambda lambda)
    {
        var (home, closure, open) = (_builder, _scope, _context.Open);
        var isBeingBound = false;
        return new FunctionValue((argument, builder, place) =>
        {
            if (isBeingBound)
                return Error(Diagnostics.Recursion, lambda.Span, "this function calls itself");
            isBeingBound = true;
            var outer = (_builder, _scope, _index, _targets, _asIndex, _guard, _isAway, _isAtHome, _placed, _prefix, _root);
            (_builder, _scope, _index, _targets, _asIndex, _guard, _isAway, _isAtHome, _placed) =
                (builder, new Scope(closure), null, new(ReferenceComparer.Instance), false, null, place is null && builder != home, place is null, null);
            if (place is not null)
                (_prefix, _root, _placed) = (place.Prefix, place.Root, (lambda.Value as PipeExpression)?.Call ?? lambda.Value as CallExpression);
            try
            {
                return _context.Within(open, () =>
                {
                    Declare(lambda.Parameter, BindingKind.Let, argument);
                    return Evaluate(lambda.Value);
                });
            }
            finally
            {
                (_builder, _scope, _index, _targets, _asIndex, _guard, _isAway, _isAtHome, _placed, _prefix, _root) = outer;
                isBeingBound = false;
            }
        });
    }

    /// <summary>Where a call puts the instances of a function: null for where it is written; false after an error.</summary>
    private bool TryPlace(CallExpression call, out Place? place)
    {
        place = null;
        if (call.As is null && !ReferenceEquals(call, _placed))
            return true;
        if (call.As is not null && _declaration.Kind == CallableKind.Op)
        {
            Report(Diagnostics.Misplaced, call.As.Span, $"an op has no parameters, so there is no place for those of a function; make {_declaration.Name.Text} a block");
            return false;
        }

        if (PathOf(call, "") is not { } name || !HasPlace(call.Span) || !TryClaim(name, call, call.Span))
            return false;
        place = new Place(Under(name), _root);
        return true;
    }

    /// <summary>An op or an elementary function by a name that stands for one, or null.</summary>
    public FunctionValue? FunctionNamed(string name, TextSpan at) =>
        Intrinsics.Pointwise(name) is not null || _context.DeclarationsOf(_source).Find(name)?.Declaration is CallableDeclaration { Kind: CallableKind.Op }
            ? NamedFunction(new NameExpression(at, name))
            : null;

    /// <summary>An op or an elementary function, by its name.</summary>
    private FunctionValue NamedFunction(NameExpression name)
    {
        var call = new CallExpression(name.Span, name, [], null);
        return new FunctionValue((argument, builder, _) =>
        {
            var outer = (_builder, _scope, _index);
            (_builder, _scope, _index) = (builder, new Scope(null), null);
            try
            {
                // The argument under a name that no text can have.
                var given = new Identifier(name.Span, "");
                Define(given, argument);
                return EvaluateCall(call, [new Argument(name.Span, null, new NameExpression(name.Span, ""))]);
            }
            finally
            {
                (_builder, _scope, _index) = outer;
            }
        }, name.Name, _source.Path);
    }

    private BoundValue CallFunction(Variable variable, FunctionValue function, IReadOnlyList<Argument> arguments, CallExpression call)
    {
        if (_index is not null && !NoPath(call))
            return ErrorValue.Instance;
        if (arguments is not [{ Name: null, Value: { } given }])
            return Error(Diagnostics.UnexpectedArgument, call.Span, $"'{variable.Name}' takes one tensor");
        var argument = Evaluate(given);
        if (argument is ErrorValue)
            return argument;
        var type = _declaration.Parameters.FirstOrDefault(p => p.Name.Text == variable.Name)?.Type as FunctionTypeSyntax;
        if (_index is not null)
            return CallPerPoint(variable, function, argument, call.Span);
        if (!TryPlace(call, out var place))
            return ErrorValue.Instance;
        var result = function.Apply(argument, _builder, place);
        return type?.Result is DataTypeSyntax { Dimensions: { } dimensions } && dimensions.All(d => d.Extent is not null)
            && result is not ErrorValue && TensorTypeOf(type.Result) is { } declared
            ? CheckDeclared(result, declared, call.Span, $"the result of '{variable.Name}'", type.Result.Span)
            : result;
    }

    /// <summary>Inside index notation a function sees the axes of its argument as those of a whole tensor.</summary>
    private BoundValue CallPerPoint(Variable variable, FunctionValue function, BoundValue argument, TextSpan at)
    {
        var element = (argument as TensorValue)?.Type.Element ?? ElementType.Float32;
        if (AsTensor(argument, element, at) is not { } tensor)
            return ErrorValue.Instance;
        var axes = tensor.Axes ?? [];
        var result = function.Apply(tensor with { Axes = null }, _builder, null);
        if (result is ErrorValue)
            return result;
        return result is TensorValue whole && whole.Shape.Equals(tensor.Shape)
            ? whole with { Axes = axes }
            : Error(Diagnostics.LooseAxis, at, $"inside index notation '{variable.Name}' must give one value per point; it gives {Describe(result)}");
    }

    /// <summary>Binds a block in place: its parameters are declared here, under its path.</summary>
    private BoundValue CallInPlace(
        CallableDeclaration callee, SourceText source, BoundArguments arguments, string path, TextSpan at)
    {
        BoundValue result = ErrorValue.Instance;
        var binder = new BodyBinder(_context, source, callee, _builder, path) { _recurrence = _recurrence, _root = _root };
        if (!_context.TryEnter(callee, At(at), () =>
            {
                if (binder.BindSignature(arguments, this))
                    result = binder.BindCallable(at);
            }, Full(path)))
        {
            return Error(Diagnostics.Recursion, at, $"block {callee.Name.Text} contains itself");
        }

        return result;
    }
}
