using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>What can be computed in lanes: floats, and truth as 1 and 0.</summary>
internal static class LaneForm
{
    /// <summary>A reduction of so few terms is written out, term by term.</summary>
    public const int MostTerms = 8;

    /// <summary>Whether an element can be computed for neighbouring values of a loop variable at once.</summary>
    public static bool Fits(Element element, string variable)
    {
        if (!DependsOn(element, variable))
            return element.Type is ElementType.Float32 or ElementType.Bool or ElementType.Int64 or ElementType.Int32;
        return element switch
        {
            Element.Load { Buffer.Element: var type } load => IndexScope.Step(load.Offset, variable) is { } step &&
                (type == ElementType.Float32 || (type == ElementType.Bool && step.Equals(Dim.One))),
            Element.Counter counter => IndexScope.Step(counter.Index, variable)?.Equals(Dim.One) == true,
            Element.Apply apply => Fits(apply) && apply.Operands.All(o => Fits(o, variable)),
            Element.Fold { Type: ElementType.Float32 } fold => fold.Kind is ReduceKind.Sum or ReduceKind.Mean or ReduceKind.Max or ReduceKind.Min &&
                fold.Parts.All(part => FitsFold(part.Body, variable, part.Loops.Select(l => l.Variable).ToList(), part.Loops.All(IsShort))),
            _ => false,
        };
    }

    /// <summary>
    /// Whether an element can be computed for neighbouring values of one variable at once, whatever others are, from what is in memory
    /// or varies with none of them.
    /// </summary>
    public static bool FitsRows(Element element, string column, IReadOnlyList<string> others) => FitsFold(element, column, others, isShort: false);

    /// <summary>Whether a loop has few rounds, the same number on every call.</summary>
    public static bool IsShort(Loop loop) => loop.Extent.Value is <= MostTerms;

    // A fold runs over rows beside one another: each lane has a sum of its own, and what all of them share is read once. Few terms would
    // leave most lanes idle if these ran along them, so that what lies apart is then read nevertheless.
    private static bool FitsFold(Element element, string variable, IReadOnlyList<string> walked, bool isShort)
    {
        if (!DependsOn(element, variable) && !walked.Any(w => DependsOn(element, w)))
            return Fits(element, variable);
        return element switch
        {
            Element.Load { Buffer.Element: ElementType.Float32 } load =>
                walked.Append(variable).Select(v => IndexScope.Step(load.Offset, v)).All(step => step is not null && !step.Symbols.Any(s => s == variable || walked.Contains(s))) &&
                (isShort || !DependsOn(load, variable) || IndexScope.Step(load.Offset, variable)!.Equals(Dim.One)),
            Element.Apply apply => Fits(apply) && apply.Operands.All(o => FitsFold(o, variable, walked, isShort)),
            _ => false,
        };
    }

    /// <summary>Whether an element varies with a loop variable.</summary>
    public static bool DependsOn(Element element, string variable) => Elements.Symbols(element).Contains(variable);

    // Indices are exact in a float up to 2^24, further than any axis is long.
    private static bool Fits(Element.Apply apply) => apply.Operator switch
    {
        Cast { To: var to } => to == ElementType.Float32 || (to == ElementType.Bool && apply.Operands[0].Type == ElementType.Float32),
        Less or LessOrEqual or Equal => apply.Operands[0].Type is ElementType.Float32 or ElementType.Int64,
        _ => apply.Type == ElementType.Float32 || apply.Type == ElementType.Bool,
    };
}
