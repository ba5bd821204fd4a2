namespace Modelwright;

/// <summary>What a tensor holds.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point, <see cref="float"/>.</summary>
    Float32,

    /// <summary>IEEE half precision, <see cref="Half"/>.</summary>
    Float16,

    /// <summary>The upper half of a 32-bit float; its bits as <see cref="ushort"/>.</summary>
    BFloat16,

    /// <summary>64-bit signed integer, <see cref="long"/>.</summary>
    Int64,

    /// <summary>32-bit signed integer, <see cref="int"/>.</summary>
    Int32,

    /// <summary>8-bit signed integer, <see cref="sbyte"/>.</summary>
    Int8,

    /// <summary>8-bit unsigned integer, <see cref="byte"/>.</summary>
    UInt8,

    /// <summary>True or false, <see cref="bool"/>.</summary>
    Bool,
}

/// <summary>How element types are written, stored and typed.</summary>
public static class ElementTypes
{
    private static readonly string[] Keywords = ["float", "float16", "bfloat16", "int64", "int32", "int8", "uint8", "bool"];

    /// <summary>The language's word for it: <c>float</c>.</summary>
    public static string Keyword(this ElementType type) => Keywords[(int)type];

    /// <summary>Bytes per element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        _ => 1,
    };

    /// <summary>The element type stored as <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No tensor holds it.</exception>
    public static ElementType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return ElementType.Float32;
        if (typeof(T) == typeof(Half))
            return ElementType.Float16;
        if (typeof(T) == typeof(ushort))
            return ElementType.BFloat16;
        if (typeof(T) == typeof(long))
            return ElementType.Int64;
        if (typeof(T) == typeof(int))
            return ElementType.Int32;
        if (typeof(T) == typeof(sbyte))
            return ElementType.Int8;
        if (typeof(T) == typeof(byte))
            return ElementType.UInt8;
        if (typeof(T) == typeof(bool))
            return ElementType.Bool;
        throw new NotSupportedException($"no tensor holds elements of type {typeof(T).Name}");
    }
}
