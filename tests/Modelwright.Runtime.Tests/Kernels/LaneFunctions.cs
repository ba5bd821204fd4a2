using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

/// <summary>A function of one row of lanes, so that a test can run it at every width.</summary>
public interface ILaneFunction
{
    static abstract double Exact(double x);

    static abstract L Invoke<L>(L x)
        where L : struct, ILanes<L>;
}

public readonly struct Exp : ILaneFunction
{
    public static double Exact(double x) => Math.Exp(x);

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Exp(x);
}

public readonly struct Log : ILaneFunction
{
    public static double Exact(double x) => Math.Log(x);

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Log(x);
}

public readonly struct Sin : ILaneFunction
{
    public static double Exact(double x) => Math.Sin(x);

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Sin(x);
}

public readonly struct Cos : ILaneFunction
{
    public static double Exact(double x) => Math.Cos(x);

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Cos(x);
}

public readonly struct Atan : ILaneFunction
{
    public static double Exact(double x) => Math.Atan(x);

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Atan(x);
}

public readonly struct Tanh : ILaneFunction
{
    public static double Exact(double x) => Math.Tanh(x);

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Tanh(x);
}

public readonly struct Sigmoid : ILaneFunction
{
    public static double Exact(double x) => 1 / (1 + Math.Exp(-x));

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Sigmoid(x);
}

public readonly struct Rsqrt : ILaneFunction
{
    public static double Exact(double x) => 1 / Math.Sqrt(x);

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Rsqrt(x);
}

public readonly struct Erf : ILaneFunction
{
    /// <summary>The Maclaurin series, or the continued fraction of erfc where it converges faster.</summary>
    public static double Exact(double x)
    {
        if (double.IsNaN(x) || x < 0)
            return double.IsNaN(x) ? x : -Exact(-x);
        if (x > 6)
            return 1;
        if (x < 2.5)
        {
            var (sum, term) = (x, x);
            for (var n = 1; n < 60; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }

            return sum * 2 / Math.Sqrt(Math.PI);
        }

        var tail = 0.0;
        for (var k = 80; k > 0; k--)
            tail = k / 2.0 / (x + tail);
        return 1 - (Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + tail));
    }

    public static L Invoke<L>(L x)
        where L : struct, ILanes<L> => Lanes.Erf(x);
}
