using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Checks at the entry of generated code, with messages in the names of the <c>.model</c> file.</summary>
public static class Guard
{
    /// <summary>A span's length is what its shape needs.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Length(string name, int actual, long expected)
    {
        if (actual != expected)
            throw new ArgumentException($"{name}: expected {expected} elements, got {actual}");
    }

    /// <summary>A span reaches to the end of what strides address in it.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal static void Reaches(string name, int actual, long end)
    {
        if (actual < end)
            throw new ArgumentException($"{name}: expected at least {end} elements, got {actual}");
    }

    /// <summary>
    /// A tensor has as many axes as its declaration: <c>x: expected [B, T, 24], got [2, 9]</c>. A scalar may have one axis of
    /// extent 1, because a <see cref="System.Numerics.Tensors.Tensor{T}"/> has at least one.
    /// </summary>
    /// <param name="name">The input.</param>
    /// <param name="actual">The tensor's extents.</param>
    /// <param name="rank">The number of axes declared.</param>
    /// <param name="declared">The declaration, <c>[B, T, 24]</c>.</param>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Rank<T>(string name, ReadOnlySpan<T> actual, int rank, string declared)
        where T : IBinaryInteger<T>
    {
        var isScalar = rank == 0 && actual is [var only] && only == T.One;
        if (actual.Length != rank && !isScalar)
            throw new ArgumentException($"{name}: expected {declared}, got {Show(actual)}");
    }

    /// <summary>
    /// The extent of a symbolic dimension where it is first seen; the other places are then checked with <see cref="Extent"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The axis is empty: <c>tokens: axis T is 0</c>.</exception>
    public static int Symbol<T>(string name, ReadOnlySpan<T> actual, int axis, string symbol)
        where T : IBinaryInteger<T>
    {
        if (actual[axis] < T.One)
            throw new ArgumentException($"{name}: axis {symbol} is {actual[axis]}");
        return int.CreateChecked(actual[axis]);
    }

    /// <summary>An axis has a known extent: <c>x: expected [B, T, 24], got [2, 9, 16]: axis 2 must be 24</c>.</summary>
    /// <param name="name">The input.</param>
    /// <param name="actual">The tensor's extents.</param>
    /// <param name="axis">Which axis.</param>
    /// <param name="expected">The extent it must have.</param>
    /// <param name="declared">The declaration, <c>[B, T, 24]</c>.</param>
    /// <exception cref="ArgumentException">It has another.</exception>
    public static void Extent<T>(string name, ReadOnlySpan<T> actual, int axis, long expected, string declared)
        where T : IBinaryInteger<T>
    {
        if (long.CreateChecked(actual[axis]) != expected)
            throw new ArgumentException($"{name}: expected {declared}, got {Show(actual)}: axis {axis} must be {expected}");
    }

    /// <summary>A symbolic dimension given as a number is at least 1.</summary>
    /// <exception cref="ArgumentException">It is not: <c>axis T is 0</c>.</exception>
    public static void Positive(string symbol, long extent)
    {
        if (extent < 1)
            throw new ArgumentException($"axis {symbol} is {extent}");
    }

    /// <summary>What the model requires of the sizes of its inputs.</summary>
    /// <param name="slack">Negative where they do not meet it.</param>
    /// <param name="message">What is wrong then.</param>
    /// <param name="sizes">The symbolic dimensions that it is about.</param>
    /// <exception cref="ArgumentException">They do not: <c>the index '7' needs T > 7; T is 5</c>.</exception>
    public static void Requirement(long slack, string message, params ReadOnlySpan<(string Symbol, int Extent)> sizes)
    {
        if (slack < 0)
            throw new ArgumentException($"{message}; {string.Join(", ", sizes.ToArray().Select(s => $"{s.Symbol} is {s.Extent}"))}");
    }

    /// <summary>Every index of a gather is a row that exists.</summary>
    /// <param name="indices">The indices.</param>
    /// <param name="rows">The extent of the gathered axis.</param>
    /// <param name="indicesName">What the user calls the indices.</param>
    /// <param name="dataName">What the user calls the gathered tensor.</param>
    /// <exception cref="IndexOutOfRangeException">One is not: <c>tokens[3] = 300, but embed has 256 rows</c>.</exception>
    public static void Indices(ReadOnlySpan<long> indices, long rows, string indicesName, string dataName)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)rows)
                IndexOutOfRange(i, indices[i], rows, indicesName, dataName);
        }
    }

    /// <summary>An index of a gather, where it is read as a row that exists.</summary>
    /// <param name="index">The index.</param>
    /// <param name="rows">The extent of the gathered axis.</param>
    /// <param name="indicesName">What the user calls the indices.</param>
    /// <param name="dataName">What the user calls the gathered tensor.</param>
    /// <exception cref="IndexOutOfRangeException">It is no row: <c>tokens has the index 300, but embed has 256 rows</c>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Index(long index, int rows, string indicesName, string dataName)
    {
        if ((ulong)index >= (ulong)rows)
            IndexOutOfRange(index, rows, indicesName, dataName);
        return (int)index;
    }

    /// <summary>Steps fit into a session.</summary>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    public static void Room(int position, int steps, int maxLength)
    {
        if (steps > maxLength - position)
            throw new InvalidOperationException($"the session is at step {position} of at most {maxLength}: {steps} more do not fit");
    }

    /// <summary>Steps of one row fit into a session.</summary>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    internal static void Room(int row, int position, int steps, int maxLength)
    {
        if (steps > maxLength - position)
            throw new InvalidOperationException($"row {row} of the session is at step {position} of at most {maxLength}: {steps} more do not fit");
    }

    /// <summary>There is a number of steps for each row, none of them more than there are.</summary>
    /// <exception cref="ArgumentException">There is not.</exception>
    internal static void Lengths(ReadOnlySpan<int> lengths, int rows, int steps)
    {
        if (lengths.IsEmpty)
            return;
        if (lengths.Length != rows)
            throw new ArgumentException($"there are {lengths.Length} lengths, but the batch has {rows}", nameof(lengths));
        foreach (var length in lengths)
        {
            if (length < 0 || length > steps)
                throw new ArgumentException($"a row cannot take {length} of {steps} steps", nameof(lengths));
        }
    }

    /// <summary>A session of a model that keeps every step is told how many there can be.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static int MaxLength(int? maxLength, string model, string history) => maxLength
        ?? throw new ArgumentException($"a session of {model} keeps every step of '{history}': say as maxLength how many there can be", nameof(maxLength));

    /// <summary>A chunk has the batch that its session was created for.</summary>
    /// <exception cref="ArgumentException">It has another.</exception>
    public static void Batch(string symbol, int actual, int expected)
    {
        if (actual != expected)
            throw new ArgumentException($"axis {symbol} is {actual}, but the session was created with {expected}");
    }

    /// <summary>The input of a name, for <see cref="IModel.Run"/>.</summary>
    /// <exception cref="ArgumentException">It is missing or of another type.</exception>
    public static TensorData Input(IReadOnlyDictionary<string, TensorData> inputs, TensorInfo info)
    {
        if (!inputs.TryGetValue(info.Name, out var tensor))
            throw new ArgumentException($"the input {info} is missing");
        if (tensor.ElementType != info.ElementType)
            throw new ArgumentException($"{info.Name}: expected {info.ElementType.Keyword()}, got {tensor.ElementType.Keyword()}");
        return tensor;
    }

    /// <summary>No input has a name that the model does not know.</summary>
    /// <exception cref="ArgumentException">One has.</exception>
    public static void Known(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyList<TensorInfo> known)
    {
        foreach (var name in inputs.Keys)
        {
            if (!known.Any(info => info.Name == name))
                throw new ArgumentException($"there is no input {name}; the model has {string.Join(", ", known)}");
        }
    }

    [DoesNotReturn]
    private static void IndexOutOfRange(int position, long index, long rows, string indicesName, string dataName) =>
        throw new IndexOutOfRangeException($"{indicesName}[{position}] = {index}, but {dataName} has {rows} rows");

    [DoesNotReturn]
    private static void IndexOutOfRange(long index, long rows, string indicesName, string dataName) =>
        throw new IndexOutOfRangeException($"{indicesName} has the index {index}, but {dataName} has {rows} rows");

    private static string Show<T>(ReadOnlySpan<T> shape) => "[" + string.Join(", ", shape.ToArray()) + "]";
}
