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
        Report(Diagnostics.PathClash, at, "this function is called in a loop of another block, so what it declares has no path of its own; make it a block");
        return false;
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
