using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>The constant tensors of a model as static data.</summary>
internal sealed class TableCollection(NameScope classNames)
{
    private const int PerLine = 12;

    private readonly List<(string Name, Constant Constant)> _tables = [];

    /// <summary>The name of a constant's table.</summary>
    public string Add(string wanted, Constant constant)
    {
        if (_tables.FirstOrDefault(t => t.Constant.Equals(constant)) is { Name: { } known })
            return known;
        var name = classNames.Declare(Identifiers.Pascal(wanted));
        _tables.Add((name, constant));
        return name;
    }

    /// <summary>Writes every table.</summary>
    public void Write(CSharpWriter writer)
    {
        foreach (var (name, constant) in _tables)
        {
            var numbers = constant.Data.Select(x => Literals.Number(x, constant.Type.Element)).ToList();
            writer.Separate();
            writer.Documentation("summary", $"A constant, {constant.Type}.");
            writer.Line($"private static ReadOnlySpan<{constant.Type.Element.CSharp()}> {name} =>");
            writer.Line("[");
            writer.Indented(() =>
            {
                for (var i = 0; i < numbers.Count; i += PerLine)
                    writer.Line(string.Join(", ", numbers.Skip(i).Take(PerLine)) + ",");
            });
            writer.Line("];");
        }
    }
}
