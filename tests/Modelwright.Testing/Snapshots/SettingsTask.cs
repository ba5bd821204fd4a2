using System.Globalization;
using System.Runtime.CompilerServices;

namespace VerifyXunit;

/// <summary>A comparison that <c>await</c> carries out; until then its file name can still be refined.</summary>
public sealed class SettingsTask
{
    private readonly string _target;
    private readonly string _extension;
    private readonly string _sourceDirectory;
    private readonly string _typeName;
    private string _method;
    private string _parameters = "";
    private string? _fileName;
    private string? _directory;

    internal SettingsTask(string target, string extension, string sourceFile, string method)
    {
        _target = target;
        _extension = extension;
        _sourceDirectory = Path.GetDirectoryName(sourceFile)!;
        _typeName = Path.GetFileNameWithoutExtension(sourceFile);
        _method = method;
    }

    /// <summary>Adds a theory's arguments to the file name, in order: <c>Class.Method_a_b</c>.</summary>
    public SettingsTask UseParameters(params object?[] parameters)
    {
        _parameters = string.Concat(parameters.Select(p => "_" + Convert.ToString(p, CultureInfo.InvariantCulture)));
        return this;
    }

    /// <summary>Adds a text to the file name in place of the arguments: <c>Class.Method_text</c>.</summary>
    public SettingsTask UseTextForParameters(string text)
    {
        _parameters = "_" + text;
        return this;
    }

    /// <summary>Replaces the method's name in the file name.</summary>
    public SettingsTask UseMethodName(string name)
    {
        _method = name;
        return this;
    }

    /// <summary>Replaces the whole of <c>Class.Method</c> in the file name.</summary>
    public SettingsTask UseFileName(string fileName)
    {
        _fileName = fileName;
        return this;
    }

    /// <summary>Puts the files into a folder other than the test's own, relative to the test.</summary>
    public SettingsTask UseDirectory(string directory)
    {
        _directory = directory;
        return this;
    }

    public TaskAwaiter GetAwaiter() => ToTask().GetAwaiter();

    public Task ToTask()
    {
        try
        {
            var name = _fileName ?? $"{_typeName}.{_method}{_parameters}";
            var directory = Path.Combine(_sourceDirectory, _directory ?? "");
            new Snapshot(directory, name, _extension).Check(_target);
            return Task.CompletedTask;
        }
        catch (VerifyException e)
        {
            return Task.FromException(e);
        }
    }
}
