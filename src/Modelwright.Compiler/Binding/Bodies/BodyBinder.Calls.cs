using Modelwright.Compiler.Binding.Names;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Calls of blocks (functions with an instance path), ops (bound in place) and intrinsics.</content>
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
        if ((call.As is { } written ? BindPath(written) : Words.SnakeCase(callee.Name.Text)) is not { } name || !HasPlace(at))
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

    /// <summary>An op is bound where it is called: it has no state and no parameters, so nothing needs its own place.</summary>
    private BoundValue CallOp(CallableDeclaration callee, SourceText source, BoundArguments arguments, TextSpan at)
    {
        // Inside index notation an op sees the axes of its arguments as the axes of whole tensors.
        var axes = _index is null ? null : arguments.Values.SelectMany(a => (a as TensorValue)?.Axes ?? []).Distinct().OrderBy(a => a.Order).ToList();
        if (axes is not null)
            arguments = arguments with { Values = arguments.Values.Select(a => a is TensorValue tensor ? ExpandTo(tensor, axes, at) with { Axes = null } : a).ToList() };

        BoundValue result = ErrorValue.Instance;
        var binder = new BodyBinder(_context, source, callee, _builder);
        if (!_context.TryEnter(callee, At(at), () =>
            {
                if (binder.BindSignature(arguments, this))
                    result = binder.BindBody();
            }))
        {
            return Error(Diagnostics.Recursion, at, $"op {callee.Name.Text} calls itself");
        }

        if (axes is null || result is not TensorValue whole)
            return result;
        return whole.Shape.Equals(new Shape(axes.Select(a => a.Extent!)))
            ? whole with { Axes = axes }
            : Error(Diagnostics.LooseAxis, at, $"inside index notation {callee.Name.Text} must give one value per point; it gives {whole.Type}");
    }

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

    /// <summary>A block for these argument types and constants as a function of its own, bound once; null after an error.</summary>
    private Specialisation? Specialise(CallableDeclaration callee, SourceText source, BoundArguments arguments, string path, TextSpan at) => _context.Specialise(
        Key(callee, source, arguments.Values), () => BindFunction(callee, source, arguments, path, at), () => Signature(callee, source, arguments, path, at));

    private Specialisation? BindFunction(CallableDeclaration callee, SourceText source, BoundArguments arguments, string path, TextSpan at)
    {
        BoundValue result = ErrorValue.Instance;
        if (Signature(callee, source, arguments, path, at, b => result = b.BindCallable(at)) is not { } builder)
            return null;

        if (HasError(result))
            return null;
        var results = Tensors(result).Select(t => t.Value).Distinct().ToList();
        var function = builder.BuildWithStates(_context.UniqueName(callee.Name.Text), results);
        _context.Functions.Add(function);
        return new Specialisation(function, builder, result);
    }

    /// <summary>Binds a block's signature as a function of its own, then <paramref name="body"/>; null where it contains itself.</summary>
    private FunctionBuilder? Signature(
        CallableDeclaration callee, SourceText source, BoundArguments arguments, string path, TextSpan at, Action<BodyBinder>? body = null)
    {
        var builder = new FunctionBuilder(callee.Name.Text, null, made: _context.Made);
        var names = new Queue<string>(callee.Parameters.SelectMany((p, i) => Tensors(arguments.Values[i]).Select(_ => p.Name.Text)));
        var inner = arguments.Values.Select(a => Replace(a, Argument)).ToList();
        var binder = new BodyBinder(_context, source, callee, builder) { _root = Full(path) };
        void Bind()
        {
            if (binder.BindSignature(arguments with { Values = inner }, this))
                body?.Invoke(binder);
        }

        if (_context.TryEnter(callee, At(at), Bind, Full(path), isFunction: true))
            return builder;
        Report(Diagnostics.Recursion, at, $"{Words.Of(callee.Kind)} {callee.Name.Text} contains itself");
        return null;

        TensorValue Argument(TensorValue outside)
        {
            var value = builder.Argument(outside.Type, names.Dequeue());
            WriteLike(value, [outside]);
            return new TensorValue(value, builder);
        }
    }

    private static bool HasError(BoundValue value) => value switch
    {
        ErrorValue => true,
        ListValue list => list.Items.Any(HasError),
        TupleValue tuple => tuple.Items.Any(HasError),
        _ => false,
    };

    /// <summary>Equal keys mean equal functions.</summary>
    private static string Key(CallableDeclaration callee, SourceText source, IReadOnlyList<BoundValue> arguments) =>
        FormattableString.Invariant($"{source.Path}:{callee.Name.Span.Start}(") + string.Join(", ", arguments.Select(KeyOf)) + ")";

    private static string KeyOf(BoundValue value) => value switch
    {
        TensorValue tensor => tensor.Type.Element.Keyword() + "[" + string.Join(",", tensor.Shape.Select(d => d.Key)) + "]",
        IntValue number => number.Number.Key,
        ListValue list => "list(" + string.Join(", ", list.Items.Select(KeyOf)) + ")",
        StringValue text => "\"" + text.Text + "\"",
        FunctionValue function => $"{function.File}:{function.Name}",
        FloatValue number => "f" + Words.Number(number.Number),
        _ => Show(value) ?? value.Kind,
    };

    /// <summary>A path of this body as a path of the function that is being built.</summary>
    private string Under(string path) => _prefix.Length == 0 ? path : path.Length == 0 ? _prefix : _prefix + "." + path;

    /// <summary>Reports an instance or parameter that would be reached more than once, through the loop of another block.</summary>
    private bool HasPlace(TextSpan at)
    {
        if (!_isAway)
            return true;
        Report(Diagnostics.PathClash, at, "this function is called in a loop of another block, so what it declares has no path of its own; make it a block");
        return false;
    }

    /// <summary>An instance path with its build-time indices; empty for <c>_</c>, null after an error.</summary>
    private string? BindPath(PathSyntax path)
    {
        var text = "";
        foreach (var part in path.Parts)
        {
            var name = part.Name;
            if (part.Index is { } index)
            {
                if (BuildTimeInteger(index) is not { } number)
                    return null;
                name = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            text += text.Length == 0 ? name : "." + name;
        }

        return text;
    }
}
