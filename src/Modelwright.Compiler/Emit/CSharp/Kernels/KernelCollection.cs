using Modelwright.Compiler.Emit.CSharp.Text;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>The row kernels of a class, in the order they were asked for; equal ones are written once.</summary>
internal sealed class KernelCollection(NameScope classNames)
{
    private readonly List<(string Name, string Text)> _kernels = [];

    /// <summary>The name of a kernel with a text, in which <c>$name$</c> stands for it.</summary>
    public string Add(string wanted, string text)
    {
        if (_kernels.FirstOrDefault(k => k.Text == text) is { Name: { } known })
            return known;
        var name = classNames.Declare(wanted);
        _kernels.Add((name, text));
        return name;
    }

    /// <summary>Writes every kernel.</summary>
    public void Write(CSharpWriter writer)
    {
        foreach (var (name, text) in _kernels)
        {
            writer.Separate();
            writer.Lines(text.Replace("$name$", name));
        }
    }
}
