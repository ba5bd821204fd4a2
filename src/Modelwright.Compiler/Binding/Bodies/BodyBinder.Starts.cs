using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// How parameters start: an expression of build-time values and random draws. It is bound like any other, into a function that
/// nothing calls, and then read back from there.
/// </content>
internal sealed partial class BodyBinder
{
    /// <summary>The parameter whose start is bound, or null.</summary>
    private StartScope? _start;

    private Initializer? BindStart(MemberStatement member, TensorType type)
    {
        if (member.Value is not { } expression)
            return new Initializer.Constant(0);
        var outer = _builder;
        var start = new StartScope(member.Name.Text, type, new FunctionBuilder("start", outer));
        (_builder, _start) = (start.Builder, start);
        try
        {
            var value = Evaluate(expression, type.Shape);
            return value switch
            {
                ErrorValue => null,
                IntValue or FloatValue when RealNumber(value) is { } number => StartNumber(number, start, expression.Span),
                BoolValue { Truth: var truth } when type.Element == ElementType.Bool => new Initializer.Constant(truth ? 1 : 0),
                TensorValue tensor => StartFormula(tensor, start, expression.Span),
                _ => RefuseStart(
                    Diagnostics.NotBuildTime, expression.Span,
                    $"'{start.Name}' starts as {Words.WithArticle(type.Element.Keyword())} known at build time or drawn; this is {Describe(value)}"),
            };
        }
        finally
        {
            (_builder, _start) = (outer, null);
        }
    }

    private Initializer? StartNumber(double number, StartScope start, TextSpan at)
    {
        var element = start.Type.Element;
        if (element == ElementType.Bool || (element.IsInteger() && Math.Floor(number) != number))
            return RefuseStart(Diagnostics.ElementClash, at, $"'{start.Name}' is {element.Keyword()}, and {Words.Number(number)} is not");
        return element.IsInteger() && (number < element.Least() || number > element.Greatest())
            ? RefuseStart(Diagnostics.BadStart, at, FormattableString.Invariant($"'{start.Name}' is {element.Keyword()}, which does not reach {number}"))
            : new Initializer.Constant(number);
    }

    private Initializer? StartFormula(TensorValue tensor, StartScope start, TextSpan at)
    {
        var (element, declared) = (tensor.Type.Element, start.Type.Element);
        if (declared == ElementType.Bool != (element == ElementType.Bool) || (declared.IsInteger() && element.IsFloat()))
        {
            return RefuseStart(
                Diagnostics.ElementClash, at,
                $"'{start.Name}' is {declared.Keyword()}, but this is {element.Keyword()}" + (declared == ElementType.Bool ? "" : $"; convert it: {declared.Keyword()}(…)"));
        }

        if (tensor.Shape.Rank > start.Type.Shape.Rank || !(Broadcasting.Broadcast([tensor.Shape, start.Type.Shape])?.Equals(start.Type.Shape) ?? false))
            return RefuseStart(Diagnostics.DeclaredShape, at, $"'{start.Name}' is declared {start.Type.Shape}, but this has shape {tensor.Shape}");
        try
        {
            return new FormulaReader(start).Read(Import(tensor));
        }
        catch (FormulaException e)
        {
            return RefuseStart(Diagnostics.BadStart, at, e.Message);
        }
    }

    private Initializer? RefuseStart(DiagnosticKind kind, TextSpan at, string message)
    {
        Report(kind, at, message);
        return null;
    }

    /// <summary>A list of numbers is a tensor of one axis.</summary>
    private TensorValue StartTable(IReadOnlyList<BoundValue> items, TextSpan at)
    {
        var element = items.All(i => i is IntValue) ? ElementType.Int64 : ElementType.Float32;
        var values = new EquatableList<double>(items.Select(i => RealNumber(i)!.Value));
        // Beside numbers and draws it is a float whatever it is made of.
        return Tensor(Emit(new Constant(new TensorType(_start!.Type.Element.IsInteger() ? element : ElementType.Float32, values.Count), values), at));
    }

    /// <summary>The value of a function that starts parameters.</summary>
    private BoundValue StartValue(NameExpression function, IReadOnlyList<Argument> arguments, TextSpan at)
    {
        var name = function.Name;
        if (StartArguments(name, arguments, at) is not { } given)
            return ErrorValue.Instance;
        var gain = Number(0) ?? (name.StartsWith("kaiming", StringComparison.Ordinal) ? Math.Sqrt(2) : 1);
        switch (name)
        {
            case "zeros":
                return new IntValue(0);
            case "ones":
                return new IntValue(1);
            case "constant":
                return given[0]!;
            case "normal":
                return Number(0) < 0
                    ? Error(Diagnostics.BadStart, at, "a standard deviation is not negative")
                    : Draw(draw => new Initializer.Normal(Number(0)!.Value, Number(1) ?? 0, draw), name, at);
            case "uniform":
                var (low, high) = Number(1) is { } upper ? (Number(0)!.Value, upper) : (-Number(0)!.Value, Number(0)!.Value);
                return low > high
                    ? Error(Diagnostics.BadStart, at, $"between {Words.Number(low)} and {Words.Number(high)} lies no number")
                    : Draw(draw => new Initializer.Uniform(low, high, draw), name, at);
        }

        var shape = _start!.Type.Shape;
        if (shape.Rank < 2)
            return Error(Diagnostics.BadStart, at, $"'{name}' starts weights [out, in, …]; '{_start.Name}' has shape {shape}");
        if (name == "orthogonal")
            return Draw(draw => new Initializer.Orthogonal(gain, draw), name, at);

        var field = shape.Skip(2).Aggregate(1.0, (product, extent) => product * extent.Value!.Value);
        var (fanIn, fanOut) = (shape[1].Value!.Value * field, shape[0].Value!.Value * field);
        var fan = name.StartsWith("xavier", StringComparison.Ordinal) ? (fanIn + fanOut) / 2 : given[1] is StringValue { Text: "fan_out" } ? fanOut : fanIn;
        var deviation = gain / Math.Sqrt(fan);
        var bound = Math.Sqrt(3) * deviation;
        return Draw(draw => name.EndsWith("normal", StringComparison.Ordinal) ? new Initializer.Normal(deviation, 0, draw) : new Initializer.Uniform(-bound, bound, draw), name, at);

        double? Number(int index) => index < given.Count && given[index] is { } value ? RealNumber(value) : null;
    }

    /// <summary>One number per element of the parameter, drawn; inside index notation the axes must be the parameter's.</summary>
    private BoundValue Draw(Func<int, Initializer> initializer, string name, TextSpan at)
    {
        var start = _start!;
        IReadOnlyList<Axis>? axes = null;
        if (_index is not null)
        {
            var scope = _index;
            while (scope.Parent is not null)
                scope = scope.Parent;
            axes = scope.Own.OrderBy(a => a.Order).ToList();
            if (!new Shape(axes.Select(a => a.Extent!)).Equals(start.Type.Shape))
                return Error(Diagnostics.BadStart, at, $"'{name}' draws a number for each element of '{start.Name}' {start.Type.Shape}; the axes here are others");
        }

        var value = start.Builder.Argument(new TensorType(ElementType.Float32, start.Type.Shape), name);
        start.Draws.Add(value, initializer(start.Draws.Count));
        return new TensorValue(value, start.Builder, axes);
    }

    /// <summary>A call's arguments in the order of the function's signature, null where none is given; null after an error.</summary>
    private IReadOnlyList<BoundValue?>? StartArguments(string name, IReadOnlyList<Argument> arguments, TextSpan at)
    {
        var parameters = StartFunctions.Parameters(name).ToList();
        var given = new BoundValue?[parameters.Count];
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var slot = argument.Name is { } label ? parameters.IndexOf(label.Text) : i;
            if (slot < 0 || slot >= parameters.Count || given[slot] is not null)
            {
                var near = argument.Name is { } wrong && slot < 0 && Spelling.Closest(wrong.Text, parameters) is { } closest ? $"; did you mean '{closest}'?" : "";
                var signature = parameters.Count == 0 ? "nothing" : string.Join(", ", parameters);
                Report(Diagnostics.UnexpectedArgument, argument.Span, $"'{name}' takes {signature}{near}");
                return null;
            }

            var value = Evaluate(argument.Value ?? new NameExpression(argument.Name!.Span, argument.Name.Text));
            var isMode = parameters[slot] == "mode";
            if (value is not ErrorValue && (isMode ? value is not StringValue { Text: "fan_in" or "fan_out" } : RealNumber(value) is not { } number || double.IsNaN(number) || double.IsInfinity(number)))
                value = Error(Diagnostics.WrongArgument, argument.Span, $"'{parameters[slot]}' of '{name}' is {(isMode ? "\"fan_in\" or \"fan_out\"" : "a build-time number")}; this is {Describe(value)}");
            if (value is ErrorValue)
                return null;
            given[slot] = value;
        }

        if (name is not ("constant" or "normal" or "uniform") || given[0] is not null)
            return given;
        Report(Diagnostics.MissingArgument, at, $"'{name}' needs its {(name == "uniform" ? "bound" : parameters[0])}: {name}(…)");
        return null;
    }
}
