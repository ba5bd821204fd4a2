using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>The states of a recurrence: where they start, when they start again, and that they keep their type.</content>
internal sealed partial class BodyBinder
{
    /// <summary>The builder of the step, while a start is bound outside of it; or null.</summary>
    private FunctionBuilder? _lifting;

    private void BindState(MemberStatement member)
    {
        if (_recurrence is not { } recurrence || _declaration.Kind != CallableKind.Recurrence)
        {
            Refuse(member, Diagnostics.Misplaced, $"a state belongs in a recurrence; {_declaration.Name.Text} is {Words.WithArticle(Words.Of(_declaration.Kind))}");
            return;
        }

        if (member.Value is null)
        {
            Refuse(member, Diagnostics.MissingResult, $"state '{member.Name.Text}' needs its value before the first step: '= 0'");
            return;
        }

        var type = TensorTypeOf(member.Type);
        if (type is null || StartOf(member, type) is not { } start)
        {
            Declare(member.Name, BindingKind.Var, ErrorValue.Instance);
            return;
        }

        if (_scope.FindHere(member.Name.Text) is { } known)
        {
            Report(Diagnostics.DuplicateName, member.Name.Span, $"'{member.Name.Text}' is declared twice here", Note(known.Span, "the first declaration"));
            return;
        }

        var path = Instances.Join(_builder.PathIn(recurrence.Step), Under((member.As is { } written ? BindPath(written) : null) ?? member.Name.Text));
        if (recurrence.States.Any(s => s.Path == path))
        {
            Refuse(member, Diagnostics.PathClash, $"there is a state '{path}' already; give this one another name, or number the instances: 'as name[i]'");
            return;
        }

        var slot = recurrence.AddState(path, member.Name, type, member.Type.Span, start, before => AfterReset(before, start, member));
        _scope.Add(slot.Variable);
    }

    /// <summary>The start of a state, computed outside of the steps; null after an error.</summary>
    private Value? StartOf(MemberStatement member, TensorType type)
    {
        var inner = (_builder, _lifting);
        (_builder, _lifting) = (_recurrence!.Outer, inner._builder);
        try
        {
            return AsType(Evaluate(member.Value!, type.Shape), type, member.Value!.Span, $"the start of state '{member.Name.Text}'", member.Type.Span)?.Value;
        }
        finally
        {
            (_builder, _lifting) = inner;
        }
    }

    /// <summary>A tensor of the step for the start of a state; an error where it differs from step to step.</summary>
    private BoundValue Lifted(TensorValue tensor, NameExpression name) =>
        _recurrence!.Lift(tensor) is { } value
            ? Tensor(value, tensor.Axes)
            : Error(
                Diagnostics.VaryingStart, name.Span,
                $"'{name.Name}' differs from step to step; the start of a state may read parameters, and arguments without the axis {_stepAxis}");

    /// <summary>A state's value before the step: its start again where the step is a reset.</summary>
    private Value AfterReset(Value before, Value start, MemberStatement member)
    {
        if (ImplicitParameter("reset") is not TensorValue reset)
            return before;
        var step = _recurrence!.Step;
        var axes = new List<Dim>(before.Shape.Select(_ => Dim.One));
        var next = 0;
        foreach (var extent in reset.Shape)
        {
            while (next < axes.Count && !before.Shape[next].Equals(extent))
                next++;
            if (next == axes.Count)
            {
                Report(Diagnostics.ShapeClash, member.Type.Span, $"state '{member.Name.Text}' has shape {before.Shape} without the {extent} of its reset {reset.Shape}");
                return before;
            }

            axes[next++] = extent;
        }

        var origin = At(member.Span);
        var mask = step.Add(new Reshape(new Shape(axes)), [step.Import(reset)], origin);
        var again = step.Import(new TensorValue(start, _recurrence.Outer));
        return step.Add(new Select(), [mask, again, before], origin);
    }

    /// <summary>A value assigned to a state, as its type; states keep theirs.</summary>
    private BoundValue AsState(BoundValue value, StateSlot state, AssignStatement assign) =>
        (BoundValue?)AsType(value, state.Type, assign.Value.Span, $"state '{state.Variable.Name}'", state.Declaration) ?? ErrorValue.Instance;

    /// <summary>A value as a tensor of a type, repeated where its axes are missing or 1; null after an error.</summary>
    private TensorValue? AsType(BoundValue value, TensorType type, TextSpan at, string label, TextSpan declaration)
    {
        if (value is ErrorValue || AsTensor(value, type.Element, at) is not { } tensor)
            return null;
        if (tensor.Type.Element != type.Element || !tensor.Shape.BroadcastsTo(type.Shape))
        {
            CheckDeclared(tensor, type, at, label, declaration);
            return null;
        }

        return tensor.Shape.Equals(type.Shape) ? tensor : Tensor(Emit(new Expand(type.Shape), at, Import(tensor)));
    }
}
