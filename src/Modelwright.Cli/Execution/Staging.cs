namespace Modelwright.Cli.Execution;

/// <summary>A folder beside a file where the new version is made and tried before it takes the old one's place.</summary>
internal sealed class Staging : IDisposable
{
    private readonly string _target;
    private readonly DirectoryInfo _folder;
    private readonly CancellationTokenRegistration _interruption;

    /// <summary>Makes the folder, which an interruption removes at once.</summary>
    /// <exception cref="UserException">The file's own folder does not exist.</exception>
    public Staging(string file, CancellationToken cancellation)
    {
        _target = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        if (!Directory.Exists(_target))
            throw new UserException($"there is no folder for '{file}'");
        _folder = Directory.CreateDirectory($"{file}.{System.IO.Path.GetRandomFileName()}.tmp");
        Path = System.IO.Path.Combine(_folder.FullName, System.IO.Path.GetFileName(file));
        _interruption = cancellation.Register(Remove);
    }

    /// <summary>Where the new version is made; other files that belong to it stand beside it.</summary>
    public string Path { get; }

    /// <summary>Puts the new version in place, what stands beside it first.</summary>
    public void Commit()
    {
        foreach (var file in _folder.GetFiles().OrderBy(file => file.FullName == Path))
            file.MoveTo(System.IO.Path.Combine(_target, file.Name), overwrite: true);
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        _interruption.Dispose();
        Remove();
    }

    private void Remove()
    {
        if (Directory.Exists(_folder.FullName))
            _folder.Delete(recursive: true);
    }
}
