namespace Modelwright.Kernels;

/// <summary>
/// Neighbouring vectors that are computed together, so that a factor is loaded once for all of them and one waits for its sum
/// while the others are added.
/// </summary>
internal interface ILaneGroup<TSelf>
    where TSelf : struct, ILaneGroup<TSelf>
{
    /// <summary>The number of elements.</summary>
    static abstract int Count { get; }

    /// <summary>The elements source[index], source[index + 1], …</summary>
    static abstract TSelf Load(ref readonly float source, nint index);

    /// <summary>The same number everywhere.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Writes destination[index], destination[index + 1], …</summary>
    void Store(ref float destination, nint index);

    /// <summary>this * factor.</summary>
    TSelf Times(float factor);

    /// <summary>this * other, element by element.</summary>
    TSelf Times(TSelf other);

    /// <summary>this - other.</summary>
    TSelf Minus(TSelf other);

    /// <summary>this + factor * other, rounded once.</summary>
    TSelf Plus(float factor, TSelf other);
}
