using Microsoft.CodeAnalysis;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Generator.Pipeline;

/// <summary>A <c>.model</c> file's text and the files that it imports, as written.</summary>
internal sealed record ModelFile(string Path, string Text, EquatableList<string> Imports)
{
    public static ModelFile Read(AdditionalText file, CancellationToken cancellation)
    {
        var text = file.GetText(cancellation)?.ToString() ?? "";
        var imports = Parser.Parse(new SourceText(file.Path, text), new DiagnosticBag()).Imports;
        return new ModelFile(file.Path, text, new(imports.Where(import => import.IsPath).Select(import => import.Target)));
    }

    /// <summary>The path of a file imported from here: relative to this file, with <c>.</c> and <c>..</c> resolved.</summary>
    public static string Resolve(string importer, string import)
    {
        var parts = new List<string>(importer.Split('/', '\\'));
        parts.RemoveAt(parts.Count - 1);
        foreach (var part in import.Split('/', '\\'))
        {
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part != ".")
                parts.Add(part);
        }

        return string.Join("/", parts);
    }

    /// <summary>How a file names another in an import: the way back of <see cref="Resolve"/>.</summary>
    public static string Relative(string importer, string path)
    {
        var (from, to) = (importer.Split('/', '\\'), path.Split('/', '\\'));
        var common = 0;
        while (common < from.Length - 1 && common < to.Length - 1 && from[common] == to[common])
            common++;
        return string.Join("/", Enumerable.Repeat("..", from.Length - 1 - common).Concat(to.Skip(common)));
    }
}
