using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Reductions, softmax and sums along an axis, with their domains.</content>
internal sealed partial class BodyBinder
{
    private BoundValue Reduction(string name, IndexExpression syntax, IReadOnlyList<Argument> arguments, TextSpan at)
    {
        var count = name == "topk" ? 2 : 1;
        if (arguments.Count != count || arguments.Any(a => a.Name is not null) || arguments[0].Value is not { } body)
        {
            return Error(Diagnostics.UnexpectedArgument, at, name == "topk"
                ? "'topk' takes what is compared and how many are chosen: topk[i](…, k)"
                : $"'{name}' takes one argument: {name}[i](…)");
        }

        var outer = _index;
        var asIndex = _asIndex;
        var targets = _targets;
        if (outer is null)
            _targets = new(ReferenceComparer.Instance);
        _asIndex = false;
        try
        {
            if (Reductions.KeepsAxis(name))
                return outer is null ? Error(Diagnostics.Misplaced, at, $"'{name}' runs along an axis of index notation: let y[…] = {name}[…](…)") : Along(name, syntax, body, arguments.ElementAtOrDefault(1)?.Value, at);
            _index = new IndexScope(outer);
            return Reduce(name, syntax, body, at) is TensorValue result
                ? outer is null ? result with { Axes = null } : result
                : ErrorValue.Instance;
        }
        finally
        {
            (_index, _asIndex, _targets) = (outer, asIndex, targets);
        }
    }

    /// <summary>A reduction binds its axes afresh, and they disappear.</summary>
    private BoundValue Reduce(string name, IndexExpression syntax, Expression body, TextSpan at)
    {
        foreach (var item in syntax.Items)
        {
            if (item is not { Start: NameExpression axisName, IsRange: false, IsEllipsis: false })
                return Error(Diagnostics.WrongKind, item.Span, $"'{name}' binds a fresh axis here: a name, or a name with its extent");
            if (!IsFresh(new Identifier(axisName.Span, axisName.Name)))
                return ErrorValue.Instance;
            var axis = _index!.Add(axisName.Name, axisName.Span);
            if (item.Extent is null)
                continue;
            if (ExtentOf(item.Extent) is not { } extent)
                return ErrorValue.Instance;
            axis.Extent = extent;
        }

        var own = _index!.Own.ToList();
        if (!SettleExtents(_index, body, syntax.Domain, null, null))
            return ErrorValue.Instance;
        if (BindOver(body, syntax, own, out var domain) is not { } value)
            return ErrorValue.Instance;
        if (value.Axes!.Where(own.Contains).FirstOrDefault(a => a.Extent!.SymbolName == _context.StreamAxis && _context.StreamAxis is not null) is not null)
        {
            return Error(
                Diagnostics.CannotStream, at,
                $"this {name} needs every step of the stream axis {_context.StreamAxis} at once, so a session cannot give it step by step; "
                + $"bound it by the present step, as in {name}[s | s <= t](…)");
        }

        if (domain is not null && name is "max" or "min" or "mean" or "argmax" or "logsumexp")
        {
            if (!IsNeverEmpty(syntax.Domain!, own))
            {
                return Error(
                    Diagnostics.EmptyDomain, syntax.Domain!.Span,
                    $"'{name}' over nothing has no value, and '{_source.Slice(syntax.Domain.Span)}' may hold nowhere; "
                    + $"give it an index where it always holds, or write where(any[{own[0].Name}](…), …, …)");
            }

            (value, domain, own) = AsOneAxis(value, domain, own, at);
        }

        if (name == "argmax" && own.Count > 1)
            return Error(Diagnostics.Misplaced, syntax.Span, "'argmax' runs along one axis: argmax[i](…)");

        CheckLength(name, own, syntax, at);

        // Innermost first, so that the axes before keep their places.
        foreach (var axis in own.OrderByDescending(a => value.Axes!.ToList().IndexOf(a)))
        {
            var position = value.Axes!.ToList().IndexOf(axis);
            var remaining = value.Axes!.Where(a => a != axis).ToList();
            Operator op = Reductions.Kind(name) is { } kind ? new Reduce(kind, position) : new ArgMax(position);
            var operands = domain is null ? new[] { Import(value) } : [Import(value), AlignTo(domain, value.Axes!, at)];
            value = Tensor(Emit(op, at, operands), remaining);
            domain = null;
        }

        return value;
    }

    /// <summary>
    /// Several axes as one: under a domain a line along a single one of them may be empty although all of them together are not.
    /// </summary>
    private (TensorValue Value, TensorValue Domain, List<Axis> Own) AsOneAxis(TensorValue value, TensorValue domain, List<Axis> own, TextSpan at)
    {
        if (own.Count == 1)
            return (value, domain, own);
        var kept = value.Axes!.Except(own).ToList();
        var joined = new Axis(own[0].Name, own[0].Span, own[0].Order) { Extent = own.Aggregate(Dim.One, (product, a) => product * a.Extent!) };
        return (Joined(value), Joined(domain), [joined]);

        TensorValue Joined(TensorValue tensor)
        {
            var whole = ExpandTo(tensor, [.. kept, .. own], at);
            var shape = new Shape([.. kept.Select(a => a.Extent!), joined.Extent!]);
            return Tensor(Emit(new Reshape(shape), at, Import(whole)), [.. kept, joined]);
        }
    }

    /// <summary>Softmax, running sums and the choice of the greatest keep their axis.</summary>
    private BoundValue Along(string name, IndexExpression syntax, Expression body, Expression? count, TextSpan at)
    {
        if (syntax.Items is not [{ Start: NameExpression axisName, Extent: null, IsRange: false, IsEllipsis: false }])
            return Error(Diagnostics.WrongKind, syntax.Span, $"'{name}' runs along one axis: {name}[i](…)");
        if (_index!.Find(axisName.Name) is not { } axis)
            return Error(Diagnostics.UnknownName, axisName.Span, $"'{name}' runs along an axis that is bound already, and '{axisName.Name}' is not one");
        if (BindOver(body, syntax, [axis], out var domain) is not { } value)
            return ErrorValue.Instance;
        var isTime = axis.Extent!.SymbolName == _context.StreamAxis && _context.StreamAxis is not null;
        if (isTime && name != "cumsum")
        {
            return Error(
                Diagnostics.CannotStream, at,
                $"this {name} needs every step of the stream axis {_context.StreamAxis} at once, so a session cannot give it step by step; "
                + $"bound it by the present step, as in {name}[s | s <= t](…)");
        }

        CheckLength(name, [axis], syntax, at);
        var position = value.Axes!.ToList().IndexOf(axis);
        if (name == "cumsum")
        {
            // What the domain leaves out adds nothing.
            if (domain is not null && Apply(new Select(), at, domain, value, new IntValue(0)) is TensorValue counted)
                value = ExpandTo(counted, value.Axes!, at);
            return isTime ? RunningSum(value, position, at) : Tensor(Emit(new CumSum(position), at, Import(value)), value.Axes);
        }

        Operator op = new Softmax(position);
        if (name == "topk")
        {
            if (ChoiceOf(count!, axis) is not { } chosen)
                return ErrorValue.Instance;
            op = new TopK(position, chosen);
        }

        var operands = domain is null ? new[] { Import(value) } : [Import(value), AlignTo(domain, value.Axes!, at)];
        return Tensor(Emit(op, at, operands), value.Axes);
    }

    /// <summary>Reports axes of one element, along which there is nothing to compare. A sum over one may be a product of matrices.</summary>
    private void CheckLength(string name, IReadOnlyList<Axis> axes, IndexExpression syntax, TextSpan at)
    {
        if (!_context.SeeksAxesOfOne || syntax.Domain is not null || axes.Any(axis => !axis.Extent!.Equals(Dim.One)) || Reductions.OverOne(name) is not { } result)
            return;
        var names = string.Join(", ", axes.Select(axis => $"'{axis.Name}'"));
        Report(Diagnostics.AxisOfOne, at, $"the {(axes.Count == 1 ? $"axis {names} has" : $"axes {names} have")} one element, so this {name} {result}");
    }

    /// <summary>How many a <c>topk</c> chooses; null after an error.</summary>
    private long? ChoiceOf(Expression count, Axis axis)
    {
        if (BuildTimeInteger(count) is not { } chosen)
            return null;
        if (chosen >= 1 && (axis.Extent!.Value is not { } extent || chosen <= extent))
            return chosen;
        Report(Diagnostics.ChoiceCount, count.Span, FormattableString.Invariant($"topk chooses 1 to {axis.Extent} along '{axis.Name}'; this is {chosen}"));
        return null;
    }

    /// <summary>A cumulative sum along the stream axis: a recurrence whose state is the sum so far.</summary>
    private TensorValue RunningSum(TensorValue value, int position, TextSpan at)
    {
        var name = new Identifier(at, value.Value.Name ?? "sum");
        var recurrence = new RecurrenceBuilder(_builder, "RunningSum", _context.StreamAxis!, value.Shape[position], isReversed: false);
        var slice = recurrence.Slice(value, position);
        var zeros = Emit(new Expand(slice.Shape), at, Scalar(0, value.Type.Element, at));
        var state = recurrence.AddState(_builder.UniqueState(Under(name.Text)), name, slice.Type, at, zeros, before => before);
        var sum = new TensorValue(recurrence.Step.Add(new Add(), [state.Before, slice.Value], At(at)), recurrence.Step);
        state.Variable.Value = sum;
        var (step, scan) = recurrence.Build(_context.UniqueName(recurrence.Step.Name), [(sum, position)], At(at));
        _context.Functions.Add(step);
        return Tensor(scan.Results[1], value.Axes);
    }

    /// <summary>
    /// Binds what a reduction runs over, and its domain, as tensors over at least the given axes; null after an error. The
    /// domain is null where it always holds.
    /// </summary>
    private TensorValue? BindOver(Expression body, IndexExpression syntax, IReadOnlyList<Axis> over, out TensorValue? domain)
    {
        domain = null;
        var isBool = syntax.Target is NameExpression { Name: "any" or "all" };
        if (syntax.Domain is { } condition)
        {
            switch (Evaluate(condition))
            {
                case BoolValue { Truth: true }:
                    break;
                case BoolValue:
                    Report(Diagnostics.Misplaced, condition.Span, "this domain is always empty");
                    return null;
                case TensorValue { Type.Element: ElementType.Bool } mask:
                    domain = mask;
                    break;
                case ErrorValue:
                    return null;
                case var other:
                    Report(Diagnostics.WrongKind, condition.Span, $"a domain is a condition; this is {Describe(other)}");
                    return null;
            }
        }

        var bound = domain is null ? Evaluate(body) : BindWhere(syntax.Domain!, domain, true, body);
        var element = isBool ? ElementType.Bool : (bound as TensorValue)?.Type.Element ?? ElementType.Float32;
        if (bound is ErrorValue || AsTensor(bound, element, body.Span) is not { } value)
            return null;
        if (!element.IsFloat() && syntax.Target is NameExpression { Name: "mean" or "softmax" or "logsumexp" } needsFloat)
        {
            Report(Diagnostics.ElementClash, body.Span, $"'{needsFloat.Name}' needs float; this is {Describe(bound)}; convert it: float(…)");
            return null;
        }

        if (!isBool && element == ElementType.Bool)
        {
            Report(Diagnostics.WrongKind, body.Span, $"'{((NameExpression)syntax.Target).Name}' needs numbers; this is {Describe(bound)}{(bound is TensorValue ? "; convert it: float(…)" : "")}");
            return null;
        }

        if (value.Axes is null && value.Shape.Rank > 0)
        {
            Report(Diagnostics.LooseAxis, body.Span, $"inside index notation a tensor {value.Type} needs its indices");
            return null;
        }

        var axes = (value.Axes ?? []).Concat(domain?.Axes ?? []).Concat(over).Distinct().OrderBy(a => a.Order).ToList();
        return ExpandTo(value, axes, body.Span);
    }
}
