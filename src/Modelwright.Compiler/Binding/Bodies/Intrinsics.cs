using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Binding.Bodies;

/// <summary>The few functions that are not written in the language: one per operator, and those that work on shapes and lists.</summary>
internal static class Intrinsics
{
    private static readonly Dictionary<string, Func<Operator>> Unary = new(StringComparer.Ordinal)
    {
        ["abs"] = () => new Abs(), ["exp"] = () => new Exp(), ["log"] = () => new Log(), ["sqrt"] = () => new Sqrt(), ["rsqrt"] = () => new Rsqrt(),
        ["sin"] = () => new Sin(), ["cos"] = () => new Cos(), ["atan"] = () => new Atan(), ["tanh"] = () => new Tanh(), ["sigmoid"] = () => new Sigmoid(),
        ["erf"] = () => new Erf(), ["floor"] = () => new Floor(),
    };

    private static readonly string[] Structural =
        ["min", "max", "clamp", "where", "ceil", "log2", "len", "transpose", "stack", "concat", "split"];

    public static HashSet<string> Names { get; } = new(Unary.Keys.Concat(Structural).Concat(ElementTypeNames.All), StringComparer.Ordinal);

    /// <summary>The operator of a function of one number, or null.</summary>
    public static Operator? Pointwise(string name) => Unary.TryGetValue(name, out var create) ? create() : null;

    /// <summary>The function on build-time numbers.</summary>
    public static double Evaluate(string name, double x) => name switch
    {
        "abs" => Math.Abs(x),
        "exp" => PortableMath.Exp(x),
        "log" => PortableMath.Log(x),
        "sqrt" => Math.Sqrt(x),
        "rsqrt" => 1 / Math.Sqrt(x),
        "sin" => PortableMath.Sin(x),
        "cos" => PortableMath.Cos(x),
        "atan" => PortableMath.Atan(x),
        "tanh" => PortableMath.Tanh(x),
        "sigmoid" => PortableMath.Sigmoid(x),
        "floor" => Math.Floor(x),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
