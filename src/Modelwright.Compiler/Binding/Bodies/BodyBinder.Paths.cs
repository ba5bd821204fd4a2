using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Paths of instances and parameters.</content>
internal sealed partial class BodyBinder
{
    /// <summary>A path of this body as a path of the function that is being built.</summary>
    private string Under(string path) => _prefix.Length == 0 ? path : path.Length == 0 ? _prefix : _prefix + "." + path;

    /// <summary>Reports an instance or parameter that would be reached more than once, through the loop of another block.</summary>
    private bool HasPlace(TextSpan at)
    {
        if (!_isAway)
            return true;
        Report(Diagnostics.PathClash, at, "this function is called in a loop of another block, so what it declares has no path of its own; name the call there: 'f(u) as name'");
        return false;
    }

    /// <summary>The path that a call is given; else none, for the call that a function at a place is, or a path of its own. Null after an error.</summary>
    private string? PathOf(CallExpression call, string own) =>
        call.As is { } written ? BindPath(written) : ReferenceEquals(call, _placed) ? "" : own;

    /// <summary>Takes the path of an instance; reports one that is taken.</summary>
    private bool TryClaim(string name, CallExpression call, TextSpan at)
    {
        var (path, place) = (Under(name), call.As?.Span ?? at);
        if (name.Length == 0 || _builder.TryClaim(path, place, out var taken))
            return true;
        if (taken == place && _isAtHome)
            Report(Diagnostics.PathClash, place, $"each call of this function makes an instance '{path}'; name the calls instead: 'f(u) as name'");
        else if (taken == place)
            Report(Diagnostics.PathClash, place, $"each round of the loop makes an instance '{path}'; number them: 'as {name}[i]'");
        else
            Report(Diagnostics.PathClash, place, $"there is an instance '{path}' already; {(call.As is null ? $"name this instance: 'as {FreeName(name)}'" : "choose another name")}", Note(taken, "the first instance"));
        return false;
    }

    /// <summary>A name like <paramref name="name"/> that no instance has yet.</summary>
    private string FreeName(string name)
    {
        var number = 2;
        while (_builder.IsTaken(Under(FormattableString.Invariant($"{name}_{number}"))))
            number++;
        return FormattableString.Invariant($"{name}_{number}");
    }

    /// <summary>An instance path with its build-time indices; empty for <c>_</c>, null after an error.</summary>
    private string? BindPath(PathSyntax path)
    {
        var text = "";
        foreach (var part in path.Parts)
        {
            var name = part.Name;
            if (part.Index is { } index)
            {
                if (BuildTimeInteger(index) is not { } number)
                    return null;
                name = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            text += text.Length == 0 ? name : "." + name;
        }

        return text;
    }
}
