using Modelwright.Compiler.Binding.Names;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Expressions outside and inside index notation.</content>
internal sealed partial class BodyBinder
{
    /// <summary>Whether numbers are indices here: inside brackets and extents and in comparisons of indices.</summary>
    private bool _asIndex;

    /// <summary>Binds an expression; <paramref name="expected"/> is the declared shape it will be checked against, if any.</summary>
    private BoundValue Evaluate(Expression expression, Shape? expected = null)
    {
        _context.CountStep();
        switch (expression)
        {
            case NumberLiteral { IsInteger: true } number:
                return new IntValue(number.Integer);
            case NumberLiteral number:
                return new FloatValue(number.Value);
            case BoolLiteral literal:
                return new BoolValue(literal.Value);
            case StringLiteral text:
                return new StringValue(text.Text);
            case NameExpression name:
                return EvaluateName(name);
            case UnaryExpression unary:
                return EvaluateUnary(unary);
            case BinaryExpression binary:
                return EvaluateBinary(binary);
            case ComparisonChain chain:
                return EvaluateChain(chain);
            case ConditionalExpression conditional when _context.IsGeneric:
                Evaluate(conditional.Condition);
                Evaluate(conditional.Then, expected);
                Evaluate(conditional.Else, expected);
                return ErrorValue.Instance;
            case ConditionalExpression conditional:
                return BuildTimeBool(conditional.Condition) is { } condition
                    ? Evaluate(condition ? conditional.Then : conditional.Else, expected)
                    : ErrorValue.Instance;
            case CallExpression call:
                return EvaluateCall(call, []);
            case PipeExpression pipe:
                return EvaluateCall(pipe.Call, [new Argument(pipe.Value.Span, null, pipe.Value)]);
            case IndexExpression index:
                return EvaluateIndex(index);
            case IndexLambda lambda:
                return BindIndexed(lambda.Binders, lambda.Value, lambda.Span, expected);
            case ListExpression list:
                return EvaluateList(list);
            case TupleExpression tuple:
                return new TupleValue(tuple.Items.Select(item => Evaluate(item)).ToList());
            case MemberExpression member:
                return EvaluateMember(member);
            case FunctionLambda lambda:
                return Close(lambda);
            default:
                return ErrorValue.Instance; // a missing expression: the parser has reported it
        }
    }

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

    private BoundValue EvaluateList(ListExpression list)
    {
        if (list.Items.Count > BindingContext.MaximumItems)
            return Error(Diagnostics.TooLarge, list.Span, FormattableString.Invariant($"a list has at most {BindingContext.MaximumItems} items"));
        var items = list.Items.Select(item => Evaluate(item)).ToList();
        if (_start is not null && items.Count > 0 && items.TrueForAll(item => RealNumber(item) is not null))
            return StartTable(items, list.Span);
        var nested = items.FindIndex(item => item is ListValue);
        return nested < 0 ? new ListValue(items) : Error(Diagnostics.WrongKind, list.Items[nested].Span, "lists don't nest");
    }

    private BoundValue EvaluateUnary(UnaryExpression unary)
    {
        var operand = Evaluate(unary.Operand);
        return (unary.Operator, operand) switch
        {
            (_, ErrorValue) => operand,
            (UnaryOperator.Negate, IntValue i) => new IntValue(Dim.Zero - i.Number),
            (UnaryOperator.Negate, FloatValue f) => new FloatValue(-f.Number),
            (UnaryOperator.Negate, IndexValue i) => new IndexValue(new IndexTerm.Product(new IndexTerm.Constant(-1), i.Term)),
            (UnaryOperator.Negate, TensorValue { Type.Element: not ElementType.Bool }) => Apply(new Neg(), unary.Span, operand),
            (UnaryOperator.Not, BoolValue b) => new BoolValue(!b.Truth),
            (UnaryOperator.Not, TensorValue { Type.Element: ElementType.Bool }) => Apply(new Not(), unary.Span, operand),
            (UnaryOperator.Negate, _) => Error(Diagnostics.WrongKind, unary.Operand.Span, $"'-' needs a number; this is {Describe(operand)}"),
            _ => Error(Diagnostics.WrongKind, unary.Operand.Span, $"'!' needs a bool; this is {Describe(operand)}"),
        };
    }

    private BoundValue EvaluateBinary(BinaryExpression binary)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.Or or BinaryOperator.And:
                return EvaluateLogical(binary);
            case BinaryOperator.MatMul:
                return MatrixProduct(Evaluate(binary.Left), Evaluate(binary.Right), binary);
            case >= BinaryOperator.Less and <= BinaryOperator.NotEqual:
                return Compare(binary.Left, binary.Operator, binary.Right, binary.OperatorSpan);
            default:
                var left = Evaluate(binary.Left);
                var right = Evaluate(binary.Right);
                if (binary.Operator != BinaryOperator.Power && (!FitsBeside(left, right, binary.Left.Span) || !FitsBeside(right, left, binary.Right.Span)))
                    return ErrorValue.Instance;
                return Arithmetic(binary.Operator, left, right, binary.OperatorSpan, binary.Span);
        }
    }

    /// <summary>A build-time left side decides whether the right side counts at all: <c>!causal || s &lt;= t</c>.</summary>
    private BoundValue EvaluateLogical(BinaryExpression binary)
    {
        var or = binary.Operator == BinaryOperator.Or;
        var left = Evaluate(binary.Left);
        if (left is BoolValue known)
            return known.Truth == or ? known : Evaluate(binary.Right);
        var right = Evaluate(binary.Right);
        if (right is BoolValue second && IsBoolTensor(left))
            return second.Truth == or ? second : left;
        if (left is ErrorValue || right is ErrorValue)
            return ErrorValue.Instance;
        if (!IsBoolTensor(left) || !IsBoolTensor(right))
        {
            var (wrong, at) = IsBoolTensor(left) ? (right, binary.Right.Span) : (left, binary.Left.Span);
            return Error(Diagnostics.WrongKind, at, $"'{Words.Of(binary.Operator)}' needs bools; this is {Describe(wrong)}");
        }

        return Apply(or ? new Or() : new And(), binary.OperatorSpan, left, right);
    }

    private static bool IsBoolTensor(BoundValue value) => value is TensorValue { Type.Element: ElementType.Bool };

    private BoundValue EvaluateChain(ComparisonChain chain)
    {
        BoundValue all = new BoolValue(true);
        for (var i = 0; i < chain.Operators.Count; i++)
        {
            var next = Compare(chain.Operands[i], chain.Operators[i], chain.Operands[i + 1], chain.Operands[i + 1].Span);
            all = (all, next) switch
            {
                (ErrorValue, _) or (_, ErrorValue) => ErrorValue.Instance,
                (BoolValue { Truth: true }, _) => next,
                (BoolValue, _) => all,
                (_, BoolValue { Truth: true }) => all,
                (_, BoolValue) => next,
                _ => Apply(new And(), chain.Span, all, next),
            };
        }

        return all;
    }

    // ---------------------------------------------------------------- build-time values

    private bool? BuildTimeBool(Expression expression) => Evaluate(expression) switch
    {
        BoolValue value => value.Truth,
        ErrorValue => null,
        var other => NotBuildTime<bool>(expression, "a build-time bool", other),
    };

    /// <summary>An integer known at build time; null after an error.</summary>
    public long? BuildTimeInteger(Expression expression) => Evaluate(expression) switch
    {
        IntValue { Number.Value: { } value } => value,
        ErrorValue => null,
        var other => NotBuildTime<long>(expression, "a build-time int", other),
    };

    private T? NotBuildTime<T>(Expression expression, string needed, BoundValue value)
        where T : struct
    {
        var hint = value is TensorValue { Type.Element: ElementType.Bool } ? "; where(condition, a, b) chooses at run time" : "";
        Report(Diagnostics.NotBuildTime, expression.Span, $"{needed} is needed here; this is {Describe(value)}{hint}");
        return null;
    }

    /// <summary>A build-time value as the language writes it, or null.</summary>
    private static string? Show(BoundValue value) => value switch
    {
        IntValue i => i.Number.ToString(),
        FloatValue f => Words.Number(f.Number),
        BoolValue b => b.Truth ? "true" : "false",
        StringValue s => s.Text,
        _ => null,
    };

    /// <summary>A value for messages: its kind, and its type or number.</summary>
    private static string Describe(BoundValue value) => value switch
    {
        TensorValue { Axes: null } tensor => $"a tensor {tensor.Type}",
        TensorValue tensor => $"{Words.WithArticle(tensor.Type.Element.Keyword())} over the axes {string.Join(", ", tensor.Axes!.Select(a => a.Name))}",
        IntValue { Number.Value: null } symbolic => $"the run-time dimension {symbolic.Number}",
        ListValue list => $"a list of {list.Items.Count}",
        StringValue text => $"the string \"{text.Text}\"",
        _ when Show(value) is { } text => $"{value.Kind}, {text}",
        _ => value.Kind,
    };
}
