namespace Modelwright.Compiler.Emit.CSharp.Text;

/// <summary>Paths as generated code keeps them: no machine's folders get into it.</summary>
internal static class RelativePath
{
    /// <summary>The path of a file as seen from beside another.</summary>
    public static string From(string other, string path)
    {
        var (from, to) = (other.Split('/', '\\'), path.Split('/', '\\'));
        var common = 0;
        while (common < from.Length - 1 && common < to.Length - 1 && from[common] == to[common])
            common++;
        return string.Join("/", Enumerable.Repeat("..", from.Length - 1 - common).Concat(to.Skip(common)));
    }
}
