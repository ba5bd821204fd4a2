using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes.Recurrences;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// Recurrences. The body is bound as one step: every type loses the axis, and the arguments that have it are sliced.
/// A recurrence that is called in the step of another runs its own step there, and its states become the other's.
/// </content>
internal sealed partial class BodyBinder
{
    private static readonly IReadOnlyDictionary<string, DiagnosticKind> ClassKinds = new Dictionary<string, DiagnosticKind>(StringComparer.Ordinal)
    {
        ["linear"] = Diagnostics.NotLinear,
        ["diagonal"] = Diagnostics.NotDiagonal,
        ["delta"] = Diagnostics.NotDelta,
        ["lsrl"] = Diagnostics.NotLsrl,
    };

    /// <summary>The recurrence whose step this body belongs to, or null.</summary>
    private RecurrenceBuilder? _recurrence;

    /// <summary>The dimension that types written in this body lose, because it is a step along it; or null.</summary>
    private string? _stepAxis;

    /// <summary>Binds the body of a recurrence, its signature bound: a step function, and a scan of it.</summary>
    private BoundValue BindRecurrence(TextSpan at)
    {
        if (_declaration.Over is not { Axis: var axis })
            return ErrorValue.Instance; // the parser has reported it
        if (!KnowsClass())
            return ErrorValue.Instance;
        if (_scope.Find(axis.Text)?.Value is not IntValue { Number: var length })
            return Error(Diagnostics.UnknownExtent, axis.Span, $"{_declaration.Name.Text} runs over {axis.Text}, but none of its arguments has that axis");
        if (!HasOutputAxes(axis, out var places))
            return ErrorValue.Instance;
        var isReversed = ImplicitParameter("reverse") is BoolValue { Truth: true };
        var recurrence = new RecurrenceBuilder(_builder, _declaration.Name.Text, axis.Text, length, isReversed);
        var outer = _builder;
        var slices = _declaration.Parameters.Select(p => (p.Name, Value: Slices(recurrence, p, axis.Text))).ToList();
        (_recurrence, _builder, _stepAxis) = (recurrence, recurrence.Step, axis.Text);
        try
        {
            _scope = new Scope(_scope);
            foreach (var (name, value) in slices)
                Define(name, value);
            var result = BindBody();
            if (HasError(result) || !KeepStates(recurrence.States))
                return ErrorValue.Instance;
            var outputs = (result as TupleValue)?.Items ?? [result];
            var (step, scan) = recurrence.Build(
                _context.UniqueName(recurrence.Step.Name), outputs.Zip(places, (value, place) => ((TensorValue)value, place)).ToList(), At(at));
            _context.Functions.Add(step);
            Assert(recurrence, from: 0);
            CheckAssertions(recurrence, step);
            var results = scan.Results.Skip(recurrence.States.Count).Select(v => (BoundValue)new TensorValue(v, outer)).ToList();
            return results.Count == 1 ? results[0] : new TupleValue(results);
        }
        finally
        {
            (_recurrence, _builder, _stepAxis) = (null, outer, null);
        }
    }

    /// <summary>Whether the class that the recurrence is said to have is one, or none is written.</summary>
    private bool KnowsClass()
    {
        if (_declaration.Over?.Class is not { } written || ClassCheck.Classes.Contains(written.Text))
            return true;
        var near = Spelling.Closest(written.Text, ClassCheck.Classes);
        Report(
            Diagnostics.UnknownClass, written.Span,
            $"'{written.Text}' is no class of recurrences; those are {string.Join(", ", ClassCheck.Classes)}" + (near is null ? "" : $"; did you mean '{near}'?"));
        return false;
    }

    /// <summary>Notes what this recurrence says of its states, those from a number on.</summary>
    private void Assert(RecurrenceBuilder recurrence, int from)
    {
        if (_declaration.Over?.Class is { } written && recurrence.States.Count > from)
            recurrence.Assertions.Add(new ClassAssertion(_declaration.Name.Text, written.Text, At(written.Span), from, recurrence.States.Count));
    }

    private void CheckAssertions(RecurrenceBuilder recurrence, Function step)
    {
        var reported = new HashSet<Node>();
        foreach (var assertion in recurrence.Assertions)
        {
            foreach (var violation in recurrence.Check(assertion, step).Where(v => reported.Add(v.Node)))
                _context.Report(ClassKinds[assertion.Class], violation.Node, violation.Callers, assertion.At, $"{assertion.Name} is not {assertion.Class}: {violation.Reason}");
        }
    }

    /// <summary>
    /// The axis that a callee's types lose because it is called in a step; null where it is called with whole tensors. Its
    /// arguments tell, by having one axis fewer than declared.
    /// </summary>
    private string? AxisInStep(CallableDeclaration callee, BoundArguments arguments)
    {
        if (_recurrence is not { } recurrence)
            return null;
        var axis = callee.Over?.Axis.Text ?? recurrence.Axis;
        for (var i = 0; i < callee.Parameters.Count; i++)
        {
            var type = (callee.Parameters[i].Type as ListTypeSyntax)?.Item ?? callee.Parameters[i].Type;
            if (type is not DataTypeSyntax { Dimensions: { } dimensions } || !dimensions.Any(d => d.Extent is NameExpression name && name.Name == axis)
                || Tensors(arguments.Values[i]).FirstOrDefault() is not { } tensor)
            {
                continue;
            }

            var isStep = dimensions.Any(d => d.Extent is null) ? axis == recurrence.Axis : tensor.Shape.Rank == dimensions.Count - 1;
            return isStep ? axis : null;
        }

        return null;
    }

    /// <summary>Binds a recurrence, or a block that works along the axis, inside a step: in place, its states beside the others.</summary>
    private BoundValue BindInStep(CallableDeclaration callee, SourceText source, BoundArguments arguments, string path, string axis, TextSpan at)
    {
        BoundValue result = ErrorValue.Instance;
        var recurrence = _recurrence!;
        var before = recurrence.States.Count;
        var binder = new BodyBinder(_context, source, callee, _builder, path) { _recurrence = recurrence, _stepAxis = axis, _root = _root };
        binder.Define(new Identifier(callee.Name.Span, axis), new IntValue(recurrence.Length), BindingKind.Const);
        if (!_context.TryEnter(callee, At(at), () =>
            {
                if (!binder.BindSignature(arguments, this))
                    return;
                if (binder.ImplicitParameter("reverse") is BoolValue { Truth: true })
                    Report(Diagnostics.Misplaced, at, $"{callee.Name.Text} runs its own step inside this one, so it cannot run in reverse");
                if (!binder.KnowsClass())
                    return;
                result = binder.BindBody();
                binder.Assert(recurrence, before);
            }))
        {
            Report(Diagnostics.Recursion, at, $"{Words.Of(callee.Kind)} {callee.Name.Text} contains itself");
        }

        // Seen from the loops around in the step, without their path.
        var loops = _builder.PathIn(recurrence.Step);
        foreach (var state in recurrence.States.Skip(before))
        {
            if (state.Variable.Value is TensorValue value)
                _builder.AddState(loops.Length == 0 ? state.Path : state.Path.Substring(loops.Length + 1), Import(value));
        }

        return result;
    }

    private static bool KeepStates(IReadOnlyList<StateSlot> states) => states.All(s => s.Variable.Value is TensorValue);

    /// <summary>The value of <c>reverse</c> or <c>reset</c> where the signature doesn't declare it itself.</summary>
    private BoundValue? ImplicitParameter(string name) =>
        _declaration.Parameters.Any(p => p.Name.Text == name && _declaration.IsImplicit(p)) ? _scope.Find(name)?.Value : null;

    /// <summary>An argument as a step sees it: tensors that have the axis lose it.</summary>
    private BoundValue Slices(RecurrenceBuilder recurrence, ParameterSyntax parameter, string axis)
    {
        var value = _scope.Find(parameter.Name.Text)!.Value;
        var type = (parameter.Type as ListTypeSyntax)?.Item ?? parameter.Type;
        return PlaceOfAxis(type, axis) is { } place ? Replace(value, tensor => recurrence.Slice(tensor, place)) : value;
    }

    /// <summary>Where the results have the axis; reports one that doesn't.</summary>
    private bool HasOutputAxes(Identifier axis, out List<int> places)
    {
        places = [];
        foreach (var result in _declaration.Results)
        {
            if (PlaceOfAxis(result.Type, axis.Text) is not { } place)
            {
                Report(Diagnostics.DeclaredShape, result.Type.Span, $"a step gives one value per {axis.Text}, so the result of {_declaration.Name.Text} needs the axis {axis.Text}");
                return false;
            }

            places.Add(place);
        }

        return true;
    }

    /// <summary>The place of a dimension in a type as written, or null.</summary>
    private int? PlaceOfAxis(TypeSyntax type, string axis)
    {
        if (type is not DataTypeSyntax { Dimensions: { } dimensions })
            return null;
        var place = dimensions.ToList().FindIndex(d => d.Extent is NameExpression name && name.Name == axis);
        if (place < 0)
            return null;
        return dimensions.Take(place).Any(d => d.Extent is null) ? place - 1 + _leading!.Count : place;
    }
}
