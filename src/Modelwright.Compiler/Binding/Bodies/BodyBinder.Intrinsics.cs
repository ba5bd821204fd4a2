using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Calls of intrinsics.</content>
internal sealed partial class BodyBinder
{
    private BoundValue Intrinsic(string name, IReadOnlyList<Argument> arguments, TextSpan at)
    {
        if (name is "floor" or "ceil" && arguments is [{ Value: BinaryExpression { Operator: BinaryOperator.Divide } quotient }]
            && RoundedQuotient(name, quotient) is { } rounded)
        {
            return rounded;
        }

        if (name == "where" && arguments.All(a => a.Name is null))
        {
            return arguments is [{ Value: { } condition }, { Value: { } then }, { Value: { } otherwise }]
                ? Where(condition, then, otherwise, at)
                : Error(Diagnostics.UnexpectedArgument, at, $"'where' takes 3 arguments, not {arguments.Count}");
        }

        // A conversion of an index converts the integer: float(j / side) floors first.
        var asIndex = _asIndex;
        _asIndex |= ElementTypeNames.Parse(name) is not null && arguments is [{ Value: { } only }] && IsIndex(only);
        var values = arguments.Where(a => a.Name is null).Select(a => Evaluate(a.Value!)).ToList();
        _asIndex = asIndex;
        if (values.Any(v => v is ErrorValue))
            return ErrorValue.Instance;
        var axis = arguments.FirstOrDefault(a => a.Name is not null);
        if (axis is not null && (axis.Name!.Text != "axis" || name is not ("stack" or "concat" or "split")))
            return Error(Diagnostics.UnexpectedArgument, axis.Name.Span, $"{name} has no parameter '{axis.Name.Text}'" + (name is "stack" or "concat" or "split" ? "; it has 'axis'" : ""));

        switch (name)
        {
            case "min" or "max":
                return Arity(name, values, 2, at) ?? MinMax(name, values, at);
            case "clamp":
                return Arity(name, values, 3, at) ?? MinMax("min", [MinMax("max", values.Take(2).ToList(), at), values[2]], at);
            case "ceil":
                return Arity(name, values, 1, at) ?? Ceiling(values[0], at);
            case "log2":
                return Arity(name, values, 1, at) ?? Log2(values[0], at);
            case "len":
                return Arity(name, values, 1, at) ?? Length(values[0], at);
            case "transpose":
                return Arity(name, values, 1, at) ?? Transposed(values[0], at);
            case "stack" or "concat":
                return Arity(name, values, 1, at) ?? Join(name, values[0], axis, at);
            case "split":
                return Arity(name, values, 2, at) ?? Split(values[0], values[1], axis, at);
        }

        if (ElementTypeNames.Parse(name) is { } element)
            return Arity(name, values, 1, at) ?? Convert(values[0], element, arguments[0].Span);

        if (Arity(name, values, 1, at) is { } error)
            return error;
        if (values[0] is IntValue { Number.Value: { } whole } && name == "abs")
            return new IntValue(Math.Abs(whole));
        if (RealNumber(values[0]) is { } number && name != "erf")
            return name == "floor" ? new IntValue((long)Math.Floor(number)) : new FloatValue(Intrinsics.Evaluate(name, number));
        if (values[0] is TensorValue { Type.Element: var held } && !held.IsFloat() && !(name == "abs" && held.IsInteger()))
            return Error(Diagnostics.ElementClash, at, $"'{name}' needs float; this is {Describe(values[0])}; convert it: float(…)");
        return IsNumeric(values[0])
            ? Apply(Intrinsics.Pointwise(name)!, at, values[0])
            : Error(Diagnostics.WrongKind, at, $"'{name}' needs a number; this is {Describe(values[0])}");
    }

    private BoundValue? Arity(string name, IReadOnlyList<BoundValue> values, int count, TextSpan at) => values.Count == count
        ? null
        : Error(Diagnostics.UnexpectedArgument, at, $"'{name}' takes {Words.Count(count, "argument", "arguments")}, not {values.Count}" + name switch
        {
            "min" or "max" => $"; over an axis it is written {name}[i](…)",
            "concat" or "stack" => $", a list: {name}([…])",
            _ => "",
        });

    private BoundValue Length(BoundValue value, TextSpan at) => value is ListValue list
        ? new IntValue(list.Items.Count)
        : Error(Diagnostics.WrongKind, at, $"'len' counts the items of a list; this is {Describe(value)}");

    private BoundValue? RoundedQuotient(string name, BinaryExpression quotient)
    {
        if (!IsBuildTime(quotient) || Evaluate(quotient.Left) is not IntValue a || Evaluate(quotient.Right) is not IntValue b || b.Number.Equals(Dim.Zero))
            return null;
        return new IntValue(name == "floor" ? Dim.FloorDivide(a.Number, b.Number) : Dim.CeilingDivide(a.Number, b.Number));
    }

    private BoundValue Ceiling(BoundValue value, TextSpan at)
    {
        if (RealNumber(value) is { } number)
            return new IntValue((long)Math.Ceiling(number));
        return Apply(new Neg(), at, value) is TensorValue negated ? Apply(new Neg(), at, Apply(new Floor(), at, negated)) : ErrorValue.Instance;
    }

    private BoundValue Log2(BoundValue value, TextSpan at)
    {
        if (value is not IntValue { Number.Value: > 0 and var number })
            return Error(Diagnostics.NotBuildTime, at, $"'log2' needs a positive build-time integer; this is {Describe(value)}");
        var log = 0;
        for (var rest = number; rest > 1; rest /= 2)
            log++;
        return 1L << log == number
            ? new IntValue(log)
            : Error(Diagnostics.InexactArithmetic, at, FormattableString.Invariant($"{number} is not a power of two"));
    }

    private BoundValue MinMax(string name, IReadOnlyList<BoundValue> values, TextSpan at)
    {
        if (values[0] is ErrorValue)
            return values[0];
        if (values[0] is IntValue { Number.Value: { } a } && values[1] is IntValue { Number.Value: { } b })
            return new IntValue(name == "min" ? Math.Min(a, b) : Math.Max(a, b));
        if (RealNumber(values[0]) is { } x && RealNumber(values[1]) is { } y)
            return new FloatValue(name == "min" ? Math.Min(x, y) : Math.Max(x, y));
        if (_asIndex && values.All(v => v is IntValue or IndexValue))
            values = values.Select(v => IndexAsTensor(Term(v), ElementType.Int64, at) ?? (BoundValue)ErrorValue.Instance).ToList();
        return values.All(IsNumeric)
            ? Apply(name == "min" ? new Min() : new Max(), at, values[0], values[1])
            : Error(Diagnostics.WrongKind, at, $"'{name}' needs numbers");
    }

    private BoundValue Transposed(BoundValue value, TextSpan at)
    {
        if (value is not TensorValue { Axes: null, Shape.Rank: >= 2 and var rank } tensor)
            return Error(Diagnostics.WrongKind, at, $"'transpose' swaps the last two axes of a tensor; this is {Describe(value)}");
        var order = Enumerable.Range(0, rank - 2).Concat([rank - 1, rank - 2]);
        return Tensor(Emit(new Transpose(new EquatableList<int>(order)), at, Import(tensor)));
    }

    private BoundValue Join(string name, BoundValue value, Argument? axisArgument, TextSpan at)
    {
        if (HasError(value))
            return ErrorValue.Instance;
        if (value is not ListValue { Items.Count: > 0 } list || list.Items.Any(i => i is not TensorValue { Axes: null }))
            return Error(Diagnostics.WrongKind, at, $"'{name}' needs a list of at least one whole tensor; this is {Describe(value)}");
        var tensors = list.Items.Cast<TensorValue>().ToList();
        var rank = tensors[0].Shape.Rank + (name == "stack" ? 1 : 0);
        if (rank == 0)
            return Error(Diagnostics.WrongKind, at, "scalars have no axis to be joined along; write 'stack'");
        if (AxisArgument(axisArgument, rank, name == "stack" ? 0 : -1) is not { } axis)
            return ErrorValue.Instance;
        var odd = tensors.FindIndex(t => t.Type.Element != tensors[0].Type.Element || t.Shape.Rank != tensors[0].Shape.Rank
            || t.Shape.Where((d, i) => (name == "stack" || i != axis) && !d.Equals(tensors[0].Shape[i])).Any());
        if (odd >= 0)
            return Error(Diagnostics.ShapeClash, at, $"'{name}' of {tensors[0].Type} and {tensors[odd].Type}: they differ in more than the joined axis");
        var values = tensors.Select(t => Import(t)).ToList();
        if (name == "stack")
            values = values.Select(v => Emit(new Reshape(new Shape([.. v.Shape.Take(axis), Dim.One, .. v.Shape.Skip(axis)])), at, v)).ToList();
        return Tensor(Emit(new Concat(axis), at, values.ToArray()));
    }

    /// <summary>Cuts a tensor into a number of equal parts, or into parts of the sizes of a list, along an axis.</summary>
    private BoundValue Split(BoundValue value, BoundValue parts, Argument? axisArgument, TextSpan at)
    {
        if (value is not TensorValue { Axes: null, Shape.Rank: > 0 } tensor)
            return Error(Diagnostics.WrongKind, at, $"'split' cuts a whole tensor into parts: split(x, 4); this is {Describe(value)}");
        if (AxisArgument(axisArgument, tensor.Shape.Rank, -1) is not { } axis || PartSizes(parts, tensor.Shape[axis], at) is not { } sizes)
            return ErrorValue.Instance;
        var whole = Import(tensor);
        var start = Dim.Zero;
        var items = new List<BoundValue>();
        foreach (var size in sizes)
        {
            items.Add(Tensor(Emit(new Slice(axis, start, size), at, whole)));
            start += size;
        }

        return new ListValue(items);
    }

    private IReadOnlyList<Dim>? PartSizes(BoundValue parts, Dim extent, TextSpan at)
    {
        switch (parts)
        {
            case IntValue { Number.Value: > 0 and <= BindingContext.MaximumItems and var count }:
                if (Dim.DivideExactly(extent, count) is { } length)
                    return Enumerable.Repeat(length, (int)count).ToList();
                Report(Diagnostics.InexactArithmetic, at, FormattableString.Invariant($"an axis of {extent} cannot be split into {count} equal parts"));
                return null;
            case ListValue { Items: var items } when items.All(i => i is IntValue):
                var sizes = items.Select(i => ((IntValue)i).Number).ToList();
                var sum = sizes.Aggregate(Dim.Zero, (total, size) => total + size);
                if (sum.Equals(extent) && sizes.All(Proofs.IsNonNegative))
                    return sizes;
                Report(Diagnostics.ShapeClash, at, $"parts of {string.Join(", ", sizes)} add up to {sum}, but the axis has {extent}");
                return null;
            default:
                Report(Diagnostics.WrongKind, at, $"'split' takes a number of parts, split(x, 4), or their sizes, split(x, [n, m]); this is {Describe(parts)}");
                return null;
        }
    }

    /// <summary>The axis a function works on, negative counted from the end; null after an error.</summary>
    private int? AxisArgument(Argument? argument, int rank, int otherwise)
    {
        var axis = argument is null ? otherwise : BuildTimeInteger(argument.Value ?? new NameExpression(argument.Name!.Span, "axis"));
        if (axis is null || (axis >= -rank && axis < rank))
            return (int?)(axis < 0 ? axis + rank : axis);
        Report(Diagnostics.OutsideIndex, argument!.Span, FormattableString.Invariant($"there is no axis {axis} among {rank}"));
        return null;
    }
}
