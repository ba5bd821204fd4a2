using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Statements.</content>
internal sealed partial class BodyBinder
{
    private readonly List<Output> _outputs = [];

    /// <summary>The outputs of a model's body, in order.</summary>
    public IReadOnlyList<Output> Outputs => _outputs;

    /// <summary>Binds statements in order; each reports its own errors.</summary>
    public void BindStatements(IReadOnlyList<Statement> statements)
    {
        for (var i = 0; i < statements.Count && _returned is null; i++)
        {
            BindStatement(statements[i]);
            if (statements[i] is ReturnStatement && i + 1 < statements.Count)
                Report(Diagnostics.Misplaced, statements[i + 1].Span, "this comes after 'return' and can never run");
        }
    }

    private void BindStatement(Statement statement)
    {
        switch (statement)
        {
            case MemberStatement member:
                BindMember(member);
                break;
            case StreamStatement stream:
                if (_declaration.Kind != CallableKind.Model)
                    Report(Diagnostics.Misplaced, stream.Span, "'stream' belongs in a model");
                break;
            case RequireStatement require:
                BindRequire(require);
                break;
            case LetStatement let:
                BindLet(let);
                break;
            case UnpackStatement unpack:
                BindUnpack(unpack);
                break;
            case AssignStatement assign:
                BindAssignment(assign);
                break;
            case ForStatement loop:
                BindFor(loop);
                break;
            case IfStatement branch when _context.IsGeneric:
                Evaluate(branch.Condition);
                BindUncertain(branch.Then);
                BindUncertain(branch.Else);
                break;
            case IfStatement branch:
                if (BuildTimeBool(branch.Condition) is { } condition && (condition ? branch.Then : branch.Else) is { } taken)
                    InScope(() => BindStatements(taken.Statements));
                break;
            case ReturnStatement result:
                BindReturn(result);
                break;
        }
    }

    private void BindReturn(ReturnStatement result)
    {
        if (_declaration.Kind == CallableKind.Model)
        {
            Report(Diagnostics.Misplaced, result.Span, "a model has outputs instead of a return");
            return;
        }

        // Only what is written with axes of its own asks for their extents.
        var expected = result.Value is IndexLambda or ConditionalExpression ? DeclaredResultShape() : null;
        var value = Evaluate(result.Value, expected);
        if (_loopDepth > 0)
            value = Error(Diagnostics.Misplaced, result.Span, "a loop cannot return");
        _returned = CheckResult(value, result.Value.Span);
    }

    /// <summary>Replaces <c>{name}</c> in a message by the build-time value of that name.</summary>
    private string Interpolate(StringLiteral message)
    {
        var text = message.Text;
        foreach (var name in _scope.Names.Distinct())
        {
            if (text.Contains("{" + name + "}") && Show(_scope.Find(name)!.Value) is { } value)
                text = text.Replace("{" + name + "}", value);
        }

        return text;
    }

    private void BindLet(LetStatement let)
    {
        var value = let.Binders is { } binders
            ? BindIndexed(binders, let.Value, let.Span, expected: null)
            : Evaluate(let.Value);
        if (let.Kind == BindingKind.Const && value is TensorValue { Value.Producer.Operator: not Constant } && let.Binders is null)
            value = Error(Diagnostics.NotBuildTime, let.Value.Span, $"'{let.Name.Text}' is a const, but its value is only known at run time; use 'let'");
        Declare(let.Name, let.Kind, value);
    }

    private void BindUnpack(UnpackStatement unpack)
    {
        var value = Evaluate(unpack.Value);
        var items = (value as TupleValue)?.Items ?? (value as ListValue)?.Items;
        if (value is not ErrorValue && items?.Count != unpack.Names.Count)
        {
            value = Error(Diagnostics.WrongKind, unpack.Value.Span, items is null
                ? $"this is {value.Kind}; there are {unpack.Names.Count} names to give values to"
                : $"there are {unpack.Names.Count} names for {Words.Count(items.Count, "value", "values")}");
        }

        foreach (var i in Enumerable.Range(0, unpack.Names.Count).Where(i => unpack.Names[i].Text != "_"))
            Declare(unpack.Names[i], unpack.Kind, value is ErrorValue ? value : items![i]);
    }

    /// <summary>Adds a name to the innermost scope; a second one of that name there is an error.</summary>
    private void Declare(Identifier name, BindingKind kind, BoundValue value)
    {
        if (_scope.FindHere(name.Text) is { } known)
        {
            Report(Diagnostics.DuplicateName, name.Span, $"'{name.Text}' is declared twice here", Note(known.Span, "the first declaration"));
            known.Value = ErrorValue.Instance; // which of the two is meant is open
            return;
        }

        if (value is TensorValue { Axes: null } tensor)
            tensor.Value.Name ??= name.Text;
        _scope.Add(new Variable(name.Text, name.Span, kind, value, _builder));
    }

    private void BindAssignment(AssignStatement assign)
    {
        var variable = _scope.Find(assign.Name.Text);
        if (variable is null)
        {
            Evaluate(new NameExpression(assign.Name.Span, assign.Name.Text));
            return;
        }

        if (variable.Kind != BindingKind.Var)
        {
            Report(
                Diagnostics.WrongKind, assign.Name.Span, $"'{variable.Name}' cannot change; declare it with 'var'",
                Note(variable.Span, "declared here"));
            return;
        }

        var syntax = assign.Operator is { } op
            ? new BinaryExpression(assign.Span, Target(assign), op, assign.OperatorSpan, assign.Value)
            : assign.Value;
        var old = variable.Value;
        var value = assign.Binders is { } binders
            ? BindIndexed(binders, syntax, assign.Span, (old as TensorValue)?.Shape)
            : Evaluate(syntax);
        if (value is TensorValue tensor && old is not ErrorValue)
            tensor.Value.Name ??= variable.Name;
        variable.Value = _recurrence?.StateOf(variable) is { } state ? AsState(value, state, assign) : value;
        if (variable.Builder != _builder && !_builder.Assigned.Contains(variable))
            _builder.Assigned.Add(variable);
    }

    /// <summary>The left side of an assignment as an expression: <c>x</c>, or <c>x[b, t]</c> where binders are written.</summary>
    private static Expression Target(AssignStatement assign)
    {
        var name = new NameExpression(assign.Name.Span, assign.Name.Text);
        if (assign.Binders is not { } binders)
            return name;
        var items = binders.Select(b => new IndexItem(
            b.Span, b.Name is null, b.Name is { } axis ? new NameExpression(axis.Span, axis.Text) : null, false, null, null));
        return new IndexExpression(assign.Name.Span, name, items.ToList(), null);
    }
}
