namespace Modelwright.Kernels;

/// <summary>
/// Some floats that are computed together: 1, 4, 8 or 16. A kernel written over lanes runs at every width, and an
/// element has the same value whatever lane it is computed in. Truth is a lane of 1, falsehood a lane of 0; any lane but 0
/// counts as true.
/// </summary>
/// <remarks>
/// Elementary functions are accurate to the units in the last place that they state, over all finite inputs unless they
/// say otherwise, with infinities, NaN and denormals as IEEE 754 has them.
/// </remarks>
public interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The elements source[index], source[index + 1], …</summary>
    static abstract TSelf Load(ref readonly float source, nint index);

    /// <summary>The elements source[index], source[index + stride], …</summary>
    static abstract TSelf LoadStrided(ref readonly float source, nint index, nint stride);

    /// <summary>Turns a square of as many rows as there are lanes: destination[c * lanes + r] = source[r * stride + c].</summary>
    static abstract void Transpose(ref readonly float source, nint stride, ref float destination);

    /// <summary>Booleans as lanes of 1 and 0.</summary>
    static abstract TSelf LoadBool(ref readonly bool source, nint index);

    /// <summary>The element source[index] in every lane.</summary>
    static abstract TSelf Broadcast(ref readonly float source, nint index);

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>start, start + 1, …</summary>
    static abstract TSelf Iota(float start);

    /// <summary>Writes destination[index], destination[index + 1], …</summary>
    void Store(ref float destination, nint index);

    /// <summary>Writes which lanes are true.</summary>
    void StoreBool(ref bool destination, nint index);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The magnitude.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>The smaller; NaN if either is.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger; NaN if either is.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The square root, correctly rounded.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The largest integer not above.</summary>
    static abstract TSelf Floor(TSelf a);

    /// <summary>The nearest integer, halves to even.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>1 where a &lt; b, else 0.</summary>
    static abstract TSelf Less(TSelf a, TSelf b);

    /// <summary>1 where a &lt;= b, else 0.</summary>
    static abstract TSelf LessOrEqual(TSelf a, TSelf b);

    /// <summary>1 where a = b, else 0.</summary>
    static abstract TSelf Equal(TSelf a, TSelf b);

    /// <summary>a where the condition is true, else b.</summary>
    static abstract TSelf Select(TSelf condition, TSelf a, TSelf b);

    /// <summary>a where x &lt; y, else b: a comparison and its selection in one.</summary>
    static abstract TSelf SelectLess(TSelf x, TSelf y, TSelf a, TSelf b);

    /// <summary>a with the sign of b.</summary>
    static abstract TSelf CopySign(TSelf a, TSelf b);

    /// <summary>a * 2^exponent for an integer exponent in [-126, 127].</summary>
    static abstract TSelf Scale(TSelf a, TSelf exponent);

    /// <summary>Takes a positive normal number apart: a = mantissa * 2^exponent, mantissa in [sqrt(1/2), sqrt(2)).</summary>
    static abstract TSelf Split(TSelf a, out TSelf exponent);

    /// <summary>Applies a function to each lane on its own: not fast.</summary>
    static abstract TSelf ForEach<TFunction>(TSelf a, TSelf b)
        where TFunction : struct, IScalarFunction;

    /// <summary>Whether any lane is true.</summary>
    static abstract bool Any(TSelf a);

    /// <summary>All lanes added, in pairs.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>All lanes multiplied, in pairs.</summary>
    static abstract float Product(TSelf a);

    /// <summary>The largest lane; NaN if there is one.</summary>
    static abstract float MaxOf(TSelf a);

    /// <summary>The smallest lane; NaN if there is one.</summary>
    static abstract float MinOf(TSelf a);
}

/// <summary>A function of two numbers.</summary>
public interface IScalarFunction
{
    /// <summary>Its value.</summary>
    static abstract float Invoke(float a, float b);
}
