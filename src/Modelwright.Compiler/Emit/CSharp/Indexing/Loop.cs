using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Indexing;

/// <summary>A loop variable, which runs from 0 below its extent. In index expressions it is a symbol like any other.</summary>
internal sealed record Loop(string Variable, Dim Extent)
{
    /// <summary>The variable as an index expression.</summary>
    public Dim Index => Dim.Symbol(Variable);
}

/// <summary>A finer way to walk a loop, which would make an index expression affine.</summary>
internal abstract record Refinement(string Variable)
{
    /// <summary>Two nested loops, the inner one of the given extent, which divides the loop's.</summary>
    public sealed record Split(string Variable, Dim Inner) : Refinement(Variable);

    /// <summary>Two loops one after another, the second starting at the given index.</summary>
    public sealed record Cut(string Variable, Dim At) : Refinement(Variable);
}
