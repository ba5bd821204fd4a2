using System.Collections.Immutable;
using Modelwright.Compiler.Graph;

namespace Modelwright.Generator.Pipeline;

/// <summary>A file and every file that it imports, directly or not: all that its translation may read.</summary>
/// <param name="Main">The file.</param>
/// <param name="Imports">What it imports.</param>
/// <param name="Others">
/// Where an import means no file of the project, the paths of all its files, which one of them is probably misspelt; otherwise
/// nothing, so that a new file is no reason to translate this one again.
/// </param>
internal sealed record CompilationUnit(ModelFile Main, EquatableList<ModelFile> Imports, EquatableList<string> Others)
{
    public IEnumerable<ModelFile> Files => new[] { Main }.Concat(Imports);

    public static CompilationUnit Gather(ModelFile main, ImmutableArray<ModelFile> files)
    {
        var reached = new List<ModelFile> { main };
        var isComplete = true;
        for (var i = 0; i < reached.Count; i++)
        {
            foreach (var import in reached[i].Imports)
            {
                if (Find(files, reached[i].Path, import) is not { } file)
                    isComplete = false;
                else if (!reached.Contains(file))
                    reached.Add(file);
            }
        }

        IEnumerable<string> others = isComplete ? [] : files.Select(file => file.Path).OrderBy(path => path, StringComparer.Ordinal);
        return new CompilationUnit(main, new(reached.Skip(1)), new(others));
    }

    /// <summary>The file that an import means, or null where the project doesn't have it.</summary>
    public ModelFile? Find(string importer, string import) => Find(Files, importer, import);

    /// <summary>What a file could import, as it would write it.</summary>
    public IEnumerable<string> Importable(string importer) =>
        Others.Where(path => path != importer).Select(path => ModelFile.Relative(importer, path));

    private static ModelFile? Find(IEnumerable<ModelFile> files, string importer, string import)
    {
        var path = ModelFile.Resolve(importer, import);
        return files.FirstOrDefault(file => file.Path.Replace('\\', '/') == path);
    }
}
