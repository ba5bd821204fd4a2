namespace Modelwright;

/// <summary>The graph's pointwise operators on single numbers in double precision, by name; bools are 0 and 1.</summary>
internal static class PointwiseFunctions
{
    /// <summary>A function of one number.</summary>
    public static Func<double, double> Unary(string name) => name switch
    {
        "neg" => x => -x,
        "abs" => Math.Abs,
        "sqrt" => Math.Sqrt,
        "rsqrt" => x => 1 / Math.Sqrt(x),
        "exp" => PortableMath.Exp,
        "log" => PortableMath.Log,
        "sin" => PortableMath.Sin,
        "cos" => PortableMath.Cos,
        "atan" => PortableMath.Atan,
        "tanh" => PortableMath.Tanh,
        "sigmoid" => PortableMath.Sigmoid,
        "erf" => ErrorFunction.Erf,
        "floor" => Math.Floor,
        "truncate" => Math.Truncate,
        "not" => x => x == 0 ? 1 : 0,
        _ => throw new ArgumentException($"there is no function '{name}' of one number", nameof(name)),
    };

    /// <summary>A function of two numbers.</summary>
    public static Func<double, double, double> Binary(string name) => name switch
    {
        "add" => (x, y) => x + y,
        "sub" => (x, y) => x - y,
        "mul" => (x, y) => x * y,
        "div" => (x, y) => x / y,
        "pow" => PortableMath.Pow,
        "min" => Math.Min,
        "max" => Math.Max,
        "floordiv" => (x, y) => Math.Floor(x / y),
        "mod" => (x, y) => x - (y * Math.Floor(x / y)),
        "less" => (x, y) => x < y ? 1 : 0,
        "lessorequal" => (x, y) => x <= y ? 1 : 0,
        "equal" => (x, y) => x == y ? 1 : 0,
        "and" => (x, y) => x != 0 && y != 0 ? 1 : 0,
        "or" => (x, y) => x != 0 || y != 0 ? 1 : 0,
        _ => throw new ArgumentException($"there is no function '{name}' of two numbers", nameof(name)),
    };
}
