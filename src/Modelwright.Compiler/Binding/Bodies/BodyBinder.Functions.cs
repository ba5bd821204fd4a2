using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// Functions as build-time arguments. Instances inside <c>u => …</c> belong to where it is written, so a block that takes a
/// function is bound in place, under its own path, instead of becoming a function of the graph.
/// </content>
internal sealed partial class BodyBinder
{
    /// <summary>Whether a function written here is bound in another function of the graph, where its instances have no place.</summary>
    private bool _isAway;

    /// <summary>The function <c>u => …</c>, with the names in scope where it is written.</summary>
    private FunctionValue Close(FunctionLambda lambda)
    {
        var (home, closure) = (_builder, _scope);
        return new FunctionValue((argument, builder) =>
        {
            var outer = (_builder, _scope, _index, _targets, _asIndex, _guard, _isAway);
            (_builder, _scope, _index, _targets, _asIndex, _guard, _isAway) =
                (builder, new Scope(closure), null, new(ReferenceComparer.Instance), false, null, builder != home);
            try
            {
                Declare(lambda.Parameter, BindingKind.Let, argument);
                return Evaluate(lambda.Value);
            }
            finally
            {
                (_builder, _scope, _index, _targets, _asIndex, _guard, _isAway) = outer;
            }
        });
    }

    /// <summary>An op or an elementary function, by its name.</summary>
    private FunctionValue NamedFunction(NameExpression name)
    {
        var call = new CallExpression(name.Span, name, [], null);
        return new FunctionValue((argument, builder) =>
        {
            var outer = (_builder, _scope);
            (_builder, _scope) = (builder, new Scope(null));
            try
            {
                // The argument under a name that no text can have.
                var given = new Identifier(name.Span, "");
                Define(given, argument);
                return EvaluateCall(call, [new Argument(name.Span, null, new NameExpression(name.Span, ""))]);
            }
            finally
            {
                (_builder, _scope) = outer;
            }
        });
    }

    private BoundValue CallFunction(Variable variable, FunctionValue function, IReadOnlyList<Argument> arguments, CallExpression call)
    {
        if (!NoPath(call))
            return ErrorValue.Instance;
        if (arguments is not [{ Name: null, Value: { } given }])
            return Error(Diagnostics.UnexpectedArgument, call.Span, $"'{variable.Name}' takes one tensor");
        var argument = Evaluate(given);
        if (argument is ErrorValue)
            return argument;
        var type = _declaration.Parameters.FirstOrDefault(p => p.Name.Text == variable.Name)?.Type as FunctionTypeSyntax;
        var result = function.Apply(argument, _builder);
        return type?.Result is DataTypeSyntax { Dimensions: { } dimensions } && dimensions.All(d => d.Extent is not null)
            && result is not ErrorValue && TensorTypeOf(type.Result) is { } declared
            ? CheckDeclared(result, declared, call.Span, $"the result of '{variable.Name}'", type.Result.Span)
            : result;
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
