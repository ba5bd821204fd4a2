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
        if (name == "topk")
            return Error(Diagnostics.NotSupported, at, "topk is not compiled by this version");
        if (arguments is not [{ Name: null, Value: { } body }])
            return Error(Diagnostics.UnexpectedArgument, at, $"'{name}' takes one argument: {name}[i](…)");

        var outer = _index;
        var asIndex = _asIndex;
        var targets = _targets;
        if (outer is null)
            _targets = new(ReferenceComparer.Instance);
        _asIndex = false;
        try
        {
            if (Reductions.KeepsAxis(name))
                return outer is null ? Error(Diagnostics.Misplaced, at, $"'{name}' runs along an axis of index notation: let y[…] = {name}[…](…)") : Along(name, syntax, body, at);
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

        if (name is "max" or "min" or "mean" or "argmax" && domain is not null)
        {
            if (!ReachesDiagonal(syntax.Domain!))
                return Error(Diagnostics.OutsideIndex, syntax.Domain!.Span, $"'{name}' over nothing has no value, and this domain may be empty");
            if (own.Count > 1 || name == "argmax")
                return Error(Diagnostics.NotSupported, syntax.Domain!.Span, $"'{name}' under this domain is not compiled by this version");
        }

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

    /// <summary>Whether a domain always holds somewhere: it reaches up to and includes the present index.</summary>
    private static bool ReachesDiagonal(Expression domain) =>
        domain is BinaryExpression { Operator: BinaryOperator.LessOrEqual, Left: NameExpression, Right: NameExpression };

    /// <summary>Softmax and running sums keep their axis.</summary>
    private BoundValue Along(string name, IndexExpression syntax, Expression body, TextSpan at)
    {
        if (syntax.Items is not [{ Start: NameExpression axisName, Extent: null, IsRange: false, IsEllipsis: false }])
            return Error(Diagnostics.WrongKind, syntax.Span, $"'{name}' runs along one axis: {name}[i](…)");
        if (_index!.Find(axisName.Name) is not { } axis)
            return Error(Diagnostics.UnknownName, axisName.Span, $"'{name}' runs along an axis that is bound already, and '{axisName.Name}' is none");
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

        var position = value.Axes!.ToList().IndexOf(axis);
        if (name == "cumsum" && domain is not null)
            return Error(Diagnostics.Misplaced, syntax.Domain!.Span, "cumsum has no domain");
        if (isTime)
            return RunningSum(value, position, at);
        var operands = domain is null ? new[] { Import(value) } : [Import(value), AlignTo(domain, value.Axes!, at)];
        return Tensor(Emit(name == "softmax" ? new Softmax(position) : new CumSum(position), at, operands), value.Axes);
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
        var bound = Evaluate(body);
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
