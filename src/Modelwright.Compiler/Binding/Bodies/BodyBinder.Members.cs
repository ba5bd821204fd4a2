using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using GraphParameter = Modelwright.Compiler.Graph.Parameter;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Outputs and parameters.</content>
internal sealed partial class BodyBinder
{
    private void BindMember(MemberStatement member)
    {
        var isModel = _declaration.Kind == CallableKind.Model;
        switch (member.Kind)
        {
            case MemberKind.Input when isModel && _loopDepth == 0:
                return; // bound with the header: dimensions come from the inputs
            case MemberKind.Output when isModel:
                BindOutput(member);
                break;
            case MemberKind.Param or MemberKind.Buffer when _declaration.Kind != CallableKind.Op:
                BindParameter(member);
                break;
            case MemberKind.State:
                BindState(member);
                break;
            case MemberKind.Param or MemberKind.Buffer:
                Refuse(member, Diagnostics.Misplaced, $"an op has no parameters; make {_declaration.Name.Text} a block");
                break;
            default:
                Refuse(member, Diagnostics.Misplaced, $"an {(member.Kind == MemberKind.Input ? "input" : "output")} belongs at the top of a model");
                break;
        }
    }

    /// <summary>Reports that a member cannot be; its name stays known.</summary>
    private void Refuse(MemberStatement member, DiagnosticKind kind, string message) =>
        Declare(member.Name, BindingKind.Let, Error(kind, member.Span, message));

    private void BindOutput(MemberStatement member)
    {
        var name = Instances.Join(_builder.PathIn(null), member.Name.Text);
        if (_outputs.Find(o => o.Name == name) is { } other)
        {
            Report(
                Diagnostics.DuplicateName, member.Name.Span,
                other.Syntax == member ? $"each round of the loop has an output '{name}'; give the loop a path: 'for … as layers'" : $"there is an output '{name}' already",
                Note(other.Syntax.Name.Span, "the first one"));
            return;
        }

        var output = new Output(member, name);
        _outputs.Add(output);
        if (member.Value is null)
        {
            Report(Diagnostics.MissingResult, member.Span, $"output '{member.Name.Text}' needs a value: '= …'");
            return;
        }

        var declared = TensorTypeOf(member.Type);
        // Without the declared extents those of its axes would be missed a second time.
        var value = declared is null && member.Value is IndexLambda ? ErrorValue.Instance : Evaluate(member.Value, declared?.Shape);
        if (declared is not null && value is not ErrorValue)
            value = CheckDeclared(value, declared, member.Value.Span, $"output '{member.Name.Text}'", member.Type.Span);
        output.Value = value;
        Declare(member.Name, BindingKind.Let, value);
    }

    private void BindParameter(MemberStatement member)
    {
        if (TensorTypeOf(member.Type) is not { } type)
        {
            Declare(member.Name, BindingKind.Let, ErrorValue.Instance);
            return;
        }

        if (!_context.IsGeneric && type.Shape.FirstOrDefault(d => d.Value is null or < 1) is { } extent)
        {
            Declare(member.Name, BindingKind.Let, Error(
                Diagnostics.BadExtent, member.Type.Span, $"parameter '{member.Name.Text}' has shape {type.Shape}, and {extent} is not a positive constant"));
            return;
        }

        if (_context.IsGeneric)
        {
            // It starts somehow; what it is called does not matter.
            if (!_context.SeeksAxesOfOne)
                BindStart(member, type);
            Declare(member.Name, BindingKind.Let, Placeholder(type));
            return;
        }

        if (BindStart(member, type) is not { } start
            || (member.As is { } written ? BindPath(written) : member.Name.Text) is not { } name || !HasPlace(member.Span))
        {
            Declare(member.Name, BindingKind.Let, ErrorValue.Instance);
            return;
        }

        var path = Under(name);
        if (!_builder.TryDeclare(new GraphParameter(path, type, start, member.Kind == MemberKind.Buffer), member.Span))
        {
            _builder.TryClaim(path, member.Span, out var taken);
            if (taken == member.Span)
                Report(Diagnostics.PathClash, member.Name.Span, $"each round of the loop declares a parameter '{path}'; number them: 'as {name}[i]'");
            else
                Report(Diagnostics.PathClash, member.Name.Span, $"the path '{path}' is taken; store this parameter under another name with 'as'", Note(taken, "taken here"));
        }

        var value = Emit(new LoadParameter(path, type), member.Span);
        value.Name = member.Name.Text;
        Write(value, member.Type);
        Declare(member.Name, BindingKind.Let, Tensor(value));
    }
}
