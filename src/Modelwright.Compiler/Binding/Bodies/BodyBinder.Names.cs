using Modelwright.Compiler.Binding.Names;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Names that stand for values: axes, variables, constants, functions, states.</content>
internal sealed partial class BodyBinder
{
    private BoundValue EvaluateName(NameExpression name)
    {
        if (_index?.Find(name.Name) is { } axis)
            return new IndexValue(new IndexTerm.Of(axis));
        if (_scope.Find(name.Name) is { } variable)
        {
            if (variable.Value is not TensorValue tensor)
                return variable.Value;
            if (_index is not null && tensor is { Axes: null, Shape.Rank: > 0 })
                return Error(Diagnostics.LooseAxis, name.Span, $"inside index notation '{name.Name}' needs its indices; it is {Describe(tensor)}");
            return _lifting is not null ? Lifted(tensor, name) : tensor with { Value = Import(tensor), Owner = _builder };
        }

        if (name.Name == "pi")
            return new FloatValue(Math.PI);
        if (_context.DeclarationsOf(_source).Find(name.Name) is { } found)
        {
            return found.Declaration switch
            {
                ConstantDeclaration constant => EvaluateConstant(constant, found.Source),
                CallableDeclaration { Kind: CallableKind.Op } => NamedFunction(name),
                _ => Error(Diagnostics.WrongKind, name.Span, $"'{name.Name}' is a {DeclarationKind(found.Declaration)}; call it: {name.Name}(…)"),
            };
        }

        if (_start is not null && StartFunctions.Names.Contains(name.Name))
            return StartValue(name, [], name.Span);
        if (Intrinsics.Pointwise(name.Name) is not null)
            return NamedFunction(name);

        if (FindState(name.Name) is { } state)
            return state;
        return IsUnknownByError(name.Name)
            ? ErrorValue.Instance
            : Error(Diagnostics.UnknownName, name.Span, NameChecker.Unknown(name.Name, VisibleNames(), _context.DeclarationsOf(_source).Suggestions));
    }

    /// <summary>A constant of a file is bound where it is read: it depends on nothing but other constants.</summary>
    private BoundValue EvaluateConstant(ConstantDeclaration constant, SourceText source) => BindConstant(_context, constant, source, _builder);

    /// <summary>Binds a constant of a file, its nodes into <paramref name="builder"/>.</summary>
    public static BoundValue BindConstant(BindingContext context, ConstantDeclaration constant, SourceText source, FunctionBuilder builder)
    {
        BoundValue value = ErrorValue.Instance;
        var declaration = new CallableDeclaration(
            constant.Span, constant.Name, null, CallableKind.Op, [], [], new BlockSyntax(constant.Span, []), null);
        var binder = new BodyBinder(context, source, declaration, builder);
        if (!context.TryEnter(constant, new Location(source, constant.Name.Span), () => value = constant.Binders is { } binders
                ? binder.BindIndexed(binders, constant.Value, constant.Span, null)
                : binder.Evaluate(constant.Value)))
        {
            context.Report(Diagnostics.Recursion, new Location(source, constant.Name.Span), $"constant '{constant.Name.Text}' depends on itself");
        }

        return value;
    }

    private static string DeclarationKind(Declaration declaration) =>
        declaration is CallableDeclaration callable ? Words.Of(callable.Kind) : "declaration";

    private IEnumerable<string> VisibleNames() =>
        _scope.Names.Concat(_context.DeclarationsOf(_source).Names).Concat(_index?.Names ?? []).Concat(Intrinsics.Names)
            .Concat(_start is null ? [] : StartFunctions.Names);
}
