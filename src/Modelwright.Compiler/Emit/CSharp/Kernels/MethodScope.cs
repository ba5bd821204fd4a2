using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>The method that is being written.</summary>
/// <param name="name">Its name.</param>
/// <param name="writer">Its body.</param>
/// <param name="names">Its names.</param>
/// <param name="dimension">The C# expression for a symbolic dimension.</param>
/// <param name="loopNames">The names of loop variables by depth, which nothing else has.</param>
/// <param name="kernels">Where row kernels are collected.</param>
internal sealed class MethodScope(string name, CSharpWriter writer, NameScope names, Func<string, string> dimension, IReadOnlyList<string> loopNames, KernelCollection kernels)
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private int _depth;

    /// <summary>The method's name.</summary>
    public string Name => name;

    /// <summary>The body.</summary>
    public CSharpWriter Writer => writer;

    /// <summary>The row kernels of the method.</summary>
    public KernelCollection Kernels => kernels;

    /// <summary>Takes a name that the method does not use yet.</summary>
    public string Declare(string wanted) => names.Declare(Identifiers.Camel(wanted));

    /// <summary>Gives a symbol of index expressions a C# expression.</summary>
    public void Bind(string symbol, string expression) => _variables[symbol] = expression;

    /// <summary>The history twins whose extents something asked for.</summary>
    public ISet<string> Pasts { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>An extent or index.</summary>
    public string Write(Dim dim) => DimText.Write(dim, symbol =>
    {
        if (_variables.TryGetValue(symbol, out var name))
            return name;
        if (Dim.Symbol(symbol).IsPast)
            Pasts.Add(symbol);
        return dimension(symbol);
    });

    /// <summary>A number of elements to allocate, which may be beyond what an <c>int</c> holds.</summary>
    public string Size(Dim count) => count.IsConstant ? Write(count) : $"checked({Write(count)})";

    /// <summary>A number of elements or operations as a <c>long</c>, which does not overflow.</summary>
    public string Work(Dim count) => DimText.Write(count, symbol => "(long)" + Write(Dim.Symbol(symbol)));

    /// <summary>The span behind an element of a buffer.</summary>
    public string From(string buffer, Dim offset) => offset.Equals(Dim.Zero) ? buffer : $"{buffer}[{DimText.Grouped(Write(offset))}..]";

    /// <summary>A part of a buffer.</summary>
    public string Part(string buffer, Dim offset, Dim length) => $"{buffer}.Slice({Write(offset)}, {Write(length)})";

    /// <summary>A loop over a variable of index expressions.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="body">What it does.</param>
    /// <param name="share">The part of its range that is walked, or null for all.</param>
    public void For(Loop loop, Action body, string? share = null) => For(
        share is null ? "0" : share + ".Start", share is null ? Write(loop.Extent) : share + ".End", variable =>
        {
            Bind(loop.Variable, variable);
            body();
        });

    /// <summary>A loop; the body is given the variable.</summary>
    public void For(string count, Action<string> body) => For("0", count, body);

    private void For(string start, string end, Action<string> body)
    {
        var variable = loopNames[_depth++];
        writer.Block($"for (var {variable} = {start}; {variable} < {end}; {variable}++)", () => body(variable));
        _depth--;
    }
}
