using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Recurrences;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>A state of a recurrence while its step is bound.</summary>
/// <param name="Path">Its path in the function that has the scan.</param>
/// <param name="Type">Its type; every assignment keeps it.</param>
/// <param name="Start">Its value before the first step, in the function that has the scan.</param>
/// <param name="Before">Its value before the present step, as an argument of the step.</param>
/// <param name="First">The same after a reset.</param>
/// <param name="Variable">Names its newest value.</param>
/// <param name="Declaration">Where its type is written.</param>
internal sealed record StateSlot(string Path, TensorType Type, Value Start, Value Before, Value First, Variable Variable, TextSpan Declaration);

/// <summary>What <c>over T is …</c> asserts of some of the states of a step.</summary>
/// <param name="Name">The recurrence's name.</param>
/// <param name="Class">The word.</param>
/// <param name="At">Where it stands.</param>
/// <param name="From">The number of the first state.</param>
/// <param name="To">The number after the last state's.</param>
internal sealed record ClassAssertion(string Name, string Class, Location At, int From, int To);

/// <summary>Puts a recurrence together: a step function beside the function that scans it, and the states between the steps.</summary>
internal sealed class RecurrenceBuilder(FunctionBuilder outer, string name, string axis, Dim length, bool isReversed)
{
    private readonly List<StateSlot> _states = [];
    private readonly List<(Value Whole, int Axis, Value Slice)> _sequences = [];
    private readonly Dictionary<Value, Value> _lifted = [];

    /// <summary>Where the scan stands.</summary>
    public FunctionBuilder Outer { get; } = outer;

    /// <summary>One step. It reads what is the same in every step from the function around.</summary>
    public FunctionBuilder Step { get; } = new(name + "Step", outer);

    /// <summary>The name of the axis that the recurrence runs along.</summary>
    public string Axis { get; } = axis;

    /// <summary>The extent of the axis that the recurrence runs along.</summary>
    public Dim Length { get; } = length;

    /// <summary>The states so far, those of recurrences that run inside the step too.</summary>
    public IReadOnlyList<StateSlot> States => _states;

    /// <summary>The present step of a tensor that has the axis.</summary>
    public TensorValue Slice(TensorValue whole, int axis)
    {
        var type = new TensorType(whole.Type.Element, new Shape(whole.Shape.Where((_, i) => i != axis)));
        var slice = Step.Argument(type, whole.Value.Name ?? "sequence");
        _sequences.Add((Outer.Import(whole), axis, slice));
        return new TensorValue(slice, Step);
    }

    /// <summary>Adds a state; its variable may be assigned from here on.</summary>
    public StateSlot AddState(string path, Identifier name, TensorType type, TextSpan declaration, Value start, Func<Value, Value> atStep)
    {
        var before = Step.Argument(type, name.Text);
        var first = atStep(before);
        var variable = new Variable(name.Text, name.Span, BindingKind.Var, new TensorValue(first, Step), Step);
        var slot = new StateSlot(path, type, start, before, first, variable, declaration);
        _states.Add(slot);
        return slot;
    }

    /// <summary>What is asserted of the states, to be checked when the step is complete.</summary>
    public List<ClassAssertion> Assertions { get; } = [];

    /// <summary>What keeps the states of an assertion from being what it says; the step must be built.</summary>
    public IReadOnlyList<ClassViolation> Check(ClassAssertion assertion, Function step) => ClassCheck.Run(
        assertion.Class, step, _states.Count + _sequences.Count,
        _states.Skip(assertion.From).Take(assertion.To - assertion.From).Select(s => new StepState(s.Variable.Name, s.First, step.Results[_states.IndexOf(s)])).ToList());

    /// <summary>The state that a variable names, or null.</summary>
    public StateSlot? StateOf(Variable variable) => _states.Find(s => s.Variable == variable);

    /// <summary>
    /// A value of the step as a value of the function around it: computed there again, if it is the same in every step;
    /// null otherwise.
    /// </summary>
    public Value? Lift(TensorValue tensor)
    {
        for (var builder = Outer; builder is not null; builder = builder.Parent)
        {
            if (tensor.Owner == builder)
                return Outer.Import(tensor);
        }

        return Lift(tensor.Value, tensor.Owner);
    }

    /// <summary>Closes the step and adds the scan; gives the results, states first.</summary>
    /// <param name="uniqueName">The step's name.</param>
    /// <param name="outputs">What a step puts out, and where the axis stands in it.</param>
    /// <param name="origin">Where the recurrence is called.</param>
    public (Function Step, Node Scan) Build(string uniqueName, IReadOnlyList<(TensorValue Value, int Axis)> outputs, Location origin)
    {
        var results = _states.Select(s => Step.Import((TensorValue)s.Variable.Value)).Concat(outputs.Select(o => Step.Import(o.Value))).ToList();
        var arguments = _states.Select(s => s.Before).Concat(_sequences.Select(s => s.Slice)).Concat(Step.CapturedArguments).ToList();
        var function = Step.Build(uniqueName, results, arguments);
        var scan = new Scan(
            function, "", Length, new EquatableList<string>(_states.Select(s => s.Path)),
            new EquatableList<int>(_sequences.Select(s => s.Axis)), new EquatableList<int>(outputs.Select(o => o.Axis)), isReversed);
        var node = Outer.AddNode(scan, [.. _states.Select(s => s.Start), .. _sequences.Select(s => s.Whole), .. Step.Captured], origin);
        for (var i = 0; i < _states.Count; i++)
        {
            node.Results[i].Name = _states[i].Variable.Name;
            Outer.AddState(_states[i].Path, node.Results[i]);
        }

        return (function, node);
    }

    private Value? Lift(Value value, FunctionBuilder owner)
    {
        if (_lifted.TryGetValue(value, out var known))
            return known;
        Value? lifted;
        switch (value.Producer.Operator)
        {
            case Graph.Operators.Argument:
                if (owner.CapturedBy(value) is not { } outside)
                    return null;
                lifted = owner == Step ? outside : Lift(outside, owner.Parent!);
                break;
            case LoadParameter load:
                var parameter = owner.Parameters.First(p => p.Path == load.Path) with { Path = Instances.Join(owner.PathIn(Step), load.Path) };
                lifted = Outer.Load(parameter, value.Producer.Origin);
                break;
            case History or Scan:
                return null;
            default:
                var inputs = value.Producer.Inputs.Select(input => Lift(input, owner)).ToList();
                if (inputs.Contains(null))
                    return null;
                var op = value.Producer.Operator is Invocation call ? call with { Path = Instances.Join(owner.PathIn(Step), call.Path) } : value.Producer.Operator;
                lifted = Outer.AddNode(op, inputs!, value.Producer.Origin).Results[value.Result];
                break;
        }

        if (lifted is not null)
            _lifted[value] = lifted;
        return lifted;
    }
}
