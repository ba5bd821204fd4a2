using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>What elements are made of.</summary>
internal static class Elements
{
    /// <summary>The index expressions of an element, those inside folds included.</summary>
    public static IEnumerable<Dim> Indices(Element element) => element switch
    {
        Element.Load load => [load.Offset],
        Element.Counter counter => [counter.Index],
        Element.Apply apply => apply.Operands.SelectMany(Indices),
        Element.Fold fold => fold.Parts.SelectMany(part => Indices(part.Body)),
        _ => [],
    };

    /// <summary>How many elements its reductions take.</summary>
    public static Dim Reduced(Element element, Func<Element.Fold, bool> counts) => element switch
    {
        Element.Apply apply => apply.Operands.Aggregate(Dim.Zero, (sum, operand) => sum + Reduced(operand, counts)),
        Element.Fold fold => fold.Parts.Aggregate(counts(fold) ? fold.Count : Dim.Zero, (sum, part) => sum + Reduced(part.Body, counts)),
        _ => Dim.Zero,
    };

    /// <summary>The symbols of an element's indices; variables of folds are excluded.</summary>
    public static IEnumerable<string> Symbols(Element element) => element switch
    {
        Element.Load load => load.Offset.Symbols,
        Element.Counter counter => counter.Index.Symbols,
        Element.Apply apply => apply.Operands.SelectMany(Symbols),
        Element.Fold fold => fold.Parts.SelectMany(part => Symbols(part.Body).Except(part.Loops.Select(l => l.Variable))),
        _ => [],
    };

    /// <summary>The element with every index expression replaced.</summary>
    public static Element Map(Element element, Func<Dim, Dim> index) => element switch
    {
        Element.Load load => load with { Offset = index(load.Offset) },
        Element.Counter counter => counter with { Index = index(counter.Index) },
        Element.Apply apply => apply with { Operands = new(apply.Operands.Select(o => Map(o, index))) },
        Element.Fold fold => fold with { Parts = new(fold.Parts.Select(p => p with { Body = Map(p.Body, index) })) },
        _ => element,
    };
}
