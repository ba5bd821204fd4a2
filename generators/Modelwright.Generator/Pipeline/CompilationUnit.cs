using System.Collections.Immutable;
using Modelwright.Compiler.Graph;

namespace Modelwright.Generator.Pipeline;

/// <summary>A file and every file that it imports, directly or not: all that its translation may read.</summary>
internal sealed record CompilationUnit(ModelFile Main, EquatableList<ModelFile> Imports)
{
    public IEnumerable<ModelFile> Files => new[] { Main }.Concat(Imports);

    public static CompilationUnit Gather(ModelFile main, ImmutableArray<ModelFile> files)
    {
        var reached = new List<ModelFile> { main };
        for (var i = 0; i < reached.Count; i++)
        {
            foreach (var import in reached[i].Imports)
            {
                if (Find(files, reached[i].Path, import) is { } file && !reached.Contains(file))
                    reached.Add(file);
            }
        }

        return new CompilationUnit(main, new(reached.Skip(1)));
    }

    /// <summary>The file that an import means, or null where the project doesn't have it.</summary>
    public ModelFile? Find(string importer, string import) => Find(Files, importer, import);

    private static ModelFile? Find(IEnumerable<ModelFile> files, string importer, string import)
    {
        var path = ModelFile.Resolve(importer, import);
        return files.FirstOrDefault(file => file.Path.Replace('\\', '/') == path);
    }
}
