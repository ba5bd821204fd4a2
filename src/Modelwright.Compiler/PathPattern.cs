namespace Modelwright;

/// <summary>
/// Patterns of paths: <c>*</c> stands for one name or number, at the end for all that is left: <c>layers.*.attn.*</c>.
/// </summary>
internal static class PathPattern
{
    /// <summary>The pattern of every path that no other pattern names.</summary>
    public const string Rest = "*";

    /// <summary>What stands on the left of a tensor of a file that no parameter reads.</summary>
    public const string Nothing = "_";

    /// <summary>What each star stands for, or null where the path is another.</summary>
    public static IReadOnlyList<string>? Match(string pattern, string path)
    {
        var (parts, names) = (pattern.Split('.'), path.Split('.'));
        var stars = new List<string>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (i >= names.Length || (parts[i] != "*" && parts[i] != names[i]))
                return null;
            if (parts[i] == "*" && i == parts.Length - 1)
                stars.Add(string.Join(".", names.Skip(i)));
            else if (parts[i] == "*")
                stars.Add(names[i]);
        }

        return parts.Length == names.Length || parts[parts.Length - 1] == "*" ? stars : null;
    }

    /// <summary>The number of stars in a name.</summary>
    public static int Stars(string name) => name.Count(c => c == '*');

    /// <summary>A name with what its stars stand for, in order.</summary>
    public static string Fill(string name, IReadOnlyList<string> stars)
    {
        var next = 0;
        return string.Concat(name.Select(c => c == '*' && next < stars.Count ? stars[next++] : c.ToString()));
    }
}
