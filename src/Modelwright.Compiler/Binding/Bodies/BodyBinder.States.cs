using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// States read by their paths: <c>mixer.core.S</c> is the state after the call that made the instance <c>mixer</c>; of an
/// instance without a level of its own, the state's name alone.
/// </content>
internal sealed partial class BodyBinder
{
    private BoundValue EvaluateMember(MemberExpression member)
    {
        if (StatePath(member) is not { } path)
            return Error(Diagnostics.UnknownState, member.Span, "a state is read by its path: instance names and the state's name, such as mixer.core.S");
        if (FindState(path) is { } state)
            return state;
        if (IsUnknownByError(path))
            return ErrorValue.Instance;
        var near = Spelling.Closest(path, StatePaths());
        var advice = near is not null ? $"; did you mean '{near}'?"
            : StatePaths().Any() ? $"; there are {string.Join(", ", StatePaths().Select(p => $"'{p}'").Take(5))}"
            : "; nothing before this has a state";
        return Error(Diagnostics.UnknownState, member.Span, $"no instance has a state '{path}'{advice}");
    }

    /// <summary>The state of an instance of this body or of one around it, after the call; or null.</summary>
    private TensorValue? FindState(string path)
    {
        var root = path.Split('.')[0];
        if (_scope.TryFindInstance(root, out var instance) && instance is not null
            && instance.Builder.States.TryGetValue(Instances.Join(instance.Path, path.Substring(root.Length).TrimStart('.')), out var own))
        {
            return Tensor(Import(new TensorValue(own, instance.Builder)));
        }

        for (var builder = _builder; builder is not null; builder = builder.Parent)
        {
            if (builder.States.TryGetValue(builder == _builder ? Under(path) : path, out var value))
                return Tensor(Import(new TensorValue(value, builder)));
        }

        return null;
    }

    /// <summary>Whether the instance that would have the state has an error, which was reported.</summary>
    private bool IsUnknownByError(string path)
    {
        for (var builder = _builder; builder is not null; builder = builder.Parent)
        {
            if (builder.HasFailed(builder == _builder ? Under(path) : path))
                return true;
        }

        return false;
    }

    private IEnumerable<string> StatePaths()
    {
        for (var builder = _builder; builder is not null; builder = builder.Parent)
        {
            foreach (var path in builder.States.Keys)
                yield return builder == _builder && _prefix.Length > 0 && path.StartsWith(_prefix + ".", StringComparison.Ordinal) ? path.Substring(_prefix.Length + 1) : path;
        }
    }

    private string? StatePath(Expression expression)
    {
        switch (expression)
        {
            case NameExpression name:
                return name.Name;
            case MemberExpression member:
                return StatePath(member.Target) is { } target ? target + "." + member.Member.Text : null;
            case IndexExpression { Items: [{ IsEllipsis: false, IsRange: false, Extent: null, Start: { } start }], Domain: null } index:
                return StatePath(index.Target) is { } indexed && BuildTimeInteger(start) is { } number
                    ? FormattableString.Invariant($"{indexed}.{number}")
                    : null;
            default:
                return null;
        }
    }
}
