using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Blocks as functions of the graph, one for each of the argument types and constants.</content>
internal sealed partial class BodyBinder
{
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
}
