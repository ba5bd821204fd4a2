using System.Globalization;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>How a parameter starts, as C# that makes the runtime's record.</summary>
internal static class InitializerText
{
    /// <summary>The expression.</summary>
    public static string Of(Initializer initializer) => initializer switch
    {
        Initializer.Constant(var value) => $"new Initializer.Constant({Literals.Constant(value)})",
        Initializer.Index(var axis) => $"new Initializer.Index({Integer(axis)})",
        Initializer.Table(var strides, var values) =>
            $"new Initializer.Table([{string.Join(", ", strides.Select(Integer))}], [{string.Join(", ", values.Select(v => Literals.Constant(v)))}])",
        Initializer.Normal(var deviation, var mean, var draw) => $"new Initializer.Normal({Literals.Constant(deviation)}{Rest(mean, draw)})",
        Initializer.Uniform(var low, var high, var draw) =>
            $"new Initializer.Uniform({Literals.Constant(low)}, {Literals.Constant(high)}{(draw == 0 ? "" : ", " + Integer(draw))})",
        Initializer.Orthogonal(var gain, var draw) => $"new Initializer.Orthogonal({Literals.Constant(gain)}{(draw == 0 ? "" : ", " + Integer(draw))})",
        Initializer.Apply(var name, var operands) => $"new Initializer.Apply({Literals.Quote(name)}, [{string.Join(", ", operands.Select(Of))}])",
        _ => throw new GraphException($"there is no initializer {initializer}"),
    };

    private static string Rest(double mean, int draw) =>
        draw != 0 ? $", {Literals.Constant(mean)}, {Integer(draw)}" : mean != 0 ? $", {Literals.Constant(mean)}" : "";

    private static string Integer(int number) => number.ToString(CultureInfo.InvariantCulture);
}
