using System.Collections;

namespace Modelwright.Compiler.Graph;

/// <summary>What a tensor holds.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point, <c>float</c> in the language.</summary>
    Float32,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16,

    /// <summary>64-bit signed integer.</summary>
    Int64,

    /// <summary>32-bit signed integer.</summary>
    Int32,

    /// <summary>8-bit signed integer.</summary>
    Int8,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8,

    /// <summary>True or false.</summary>
    Bool,
}

/// <summary>A list that is equal to another with equal items, so that records holding one are values.</summary>
public sealed class EquatableList<T>(IEnumerable<T> items) : IReadOnlyList<T>, IEquatable<EquatableList<T>>
{
    private readonly T[] _items = items.ToArray();

    /// <summary>The list without items.</summary>
    public static EquatableList<T> Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public bool Equals(EquatableList<T>? other) => other is not null && _items.SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 17;
        foreach (var item in _items)
            hash = unchecked((hash * 31) + (item?.GetHashCode() ?? 0));
        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", _items) + "]";
}

/// <summary>The extents of a tensor's axes, outermost first.</summary>
public sealed class Shape(IEnumerable<Dim> extents) : IReadOnlyList<Dim>, IEquatable<Shape>
{
    private readonly EquatableList<Dim> _extents = new(extents);

    /// <summary>The shape of a scalar.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>The number of axes.</summary>
    public int Rank => _extents.Count;

    /// <summary>The number of elements.</summary>
    public Dim Count => _extents.Aggregate(Dim.One, (product, extent) => product * extent);

    /// <summary>How many elements there are at least, as a magnitude: symbols count as 1.</summary>
    internal double Scale => _extents.Aggregate(1.0, (product, extent) => product * extent.LargestCoefficient);

    int IReadOnlyCollection<Dim>.Count => _extents.Count;

    /// <inheritdoc/>
    public Dim this[int axis] => _extents[axis];

    /// <summary>The same shape with history twins as their symbols.</summary>
    public Shape Present => new(_extents.Select(d => d.Present));

    /// <summary>The shape with one extent replaced.</summary>
    public Shape With(int axis, Dim extent) => new(_extents.Select((d, i) => i == axis ? extent : d));

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _extents.Equals(other._extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => _extents.GetHashCode();

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator() => _extents.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => _extents.ToString();
}

/// <summary>An element type and a shape.</summary>
public sealed record TensorType(ElementType Element, Shape Shape)
{
    /// <summary>A type from its extents.</summary>
    public TensorType(ElementType element, params Dim[] extents)
        : this(element, new Shape(extents))
    {
    }

    /// <summary>The type as the language writes it.</summary>
    public override string ToString() => Element.Keyword() + Shape;
}

/// <summary>Names of element types.</summary>
public static class ElementTypeNames
{
    private static readonly string[] Keywords = ["float", "float16", "bfloat16", "int64", "int32", "int8", "uint8", "bool"];

    /// <summary>Every word, in the order of the types.</summary>
    public static IReadOnlyList<string> All => Keywords;

    /// <summary>The language's word for it.</summary>
    public static string Keyword(this ElementType type) => Keywords[(int)type];

    /// <summary>The element type of a word, or null.</summary>
    public static ElementType? Parse(string keyword)
    {
        var index = Array.IndexOf(Keywords, keyword);
        return index < 0 ? null : (ElementType)index;
    }

    /// <summary>Whether it is a floating-point type.</summary>
    public static bool IsFloat(this ElementType type) => type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Whether it is an integer type.</summary>
    public static bool IsInteger(this ElementType type) => !type.IsFloat() && type != ElementType.Bool;

    /// <summary>The size of one element in memory, in bytes.</summary>
    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        _ => 1,
    };

    /// <summary>Whether arithmetic is defined for it: everything but bool.</summary>
    public static bool IsNumber(this ElementType type) => type != ElementType.Bool;

    /// <summary>A value that is not above any other of a number type; of <c>int64</c>, any other that a double tells apart.</summary>
    public static double Least(this ElementType type) => type switch
    {
        ElementType.Int64 => long.MinValue,
        ElementType.Int32 => int.MinValue,
        ElementType.Int8 => sbyte.MinValue,
        ElementType.UInt8 => byte.MinValue,
        _ => double.NegativeInfinity,
    };

    /// <summary>A value that is not below any other of a number type; of <c>int64</c>, any other that a double tells apart.</summary>
    public static double Greatest(this ElementType type) => type switch
    {
        // The greatest double below 2^63.
        ElementType.Int64 => 9223372036854774784,
        ElementType.Int32 => int.MaxValue,
        ElementType.Int8 => sbyte.MaxValue,
        ElementType.UInt8 => byte.MaxValue,
        _ => double.PositiveInfinity,
    };
}
