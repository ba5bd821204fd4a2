using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>What can be computed in lanes: floats, and truth as 1 and 0.</summary>
internal static class LaneForm
{
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
