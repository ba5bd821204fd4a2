using Modelwright.Kernels;

namespace Modelwright;

/// <summary>
/// A model's weights in the forms that its code reads: values, and matrices packed for products. Each parameter is read
/// once, however many instances share it.
/// </summary>
public sealed class WeightStore(ParameterSet parameters)
{
    private readonly Dictionary<string, TensorData> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PackedMatrix Matrix, int Row)> _matrices = new(StringComparer.Ordinal);

    /// <summary>A parameter's values, row-major; half precision widens to float.</summary>
    public T[] Values<T>(string path)
        where T : unmanaged
    {
        if (!_values.TryGetValue(path, out var values))
            _values.Add(path, values = parameters.Read(path));
        return values.Array<T>();
    }

    /// <summary>A parameter that is nothing but a matrix [outputs, inputs]; kept in no other form unless that is asked for.</summary>
    public PackedMatrix Matrix(string path, int outputs, int inputs)
    {
        if (!_matrices.TryGetValue(path, out var kept) || kept.Matrix.Outputs != outputs)
            _matrices[path] = kept = (new PackedMatrix(Known(path), outputs, inputs), 0);
        return kept.Matrix;
    }

    /// <summary>Parameters that are nothing but rows of so many inputs as one matrix, each below the one before; kept in no other form unless that is asked for.</summary>
    /// <param name="parts">The parameters, and how many rows each has.</param>
    /// <param name="inputs">Elements of a row.</param>
    public PackedMatrix Matrix(ReadOnlySpan<(string Path, int Rows)> parts, int inputs)
    {
        var outputs = 0;
        foreach (var (_, rows) in parts)
            outputs += rows;
        if (_matrices.TryGetValue(parts[0].Path, out var kept) && kept.Matrix.Outputs == outputs)
            return kept.Matrix;

        var weight = new float[(long)outputs * inputs];
        var row = 0;
        foreach (var (path, rows) in parts)
        {
            Known(path).CopyTo(weight.AsSpan(row * inputs, rows * inputs));
            row += rows;
        }

        var matrix = new PackedMatrix(weight, outputs, inputs);
        foreach (var (path, rows) in parts)
        {
            _matrices[path] = (matrix, outputs - row);
            row -= rows;
        }

        return matrix;
    }

    /// <summary>A matrix whose rows and columns lie anywhere in a parameter.</summary>
    /// <param name="path">The parameter.</param>
    /// <param name="start">The first element.</param>
    /// <param name="outputs">The axes that together are the rows: extents and strides, outermost first.</param>
    /// <param name="inputs">The axes that together are the columns.</param>
    public PackedMatrix Matrix(
        string path, int start, ReadOnlySpan<(int Extent, int Stride)> outputs, ReadOnlySpan<(int Extent, int Stride)> inputs) =>
        Matrix(Values<float>(path), start, outputs, inputs);

    /// <summary>A matrix whose rows and columns lie anywhere among values.</summary>
    /// <param name="values">The values, row-major.</param>
    /// <param name="start">The first element.</param>
    /// <param name="outputs">The axes that together are the rows: extents and strides, outermost first.</param>
    /// <param name="inputs">The axes that together are the columns.</param>
    public static PackedMatrix Matrix(
        ReadOnlySpan<float> values, int start, ReadOnlySpan<(int Extent, int Stride)> outputs, ReadOnlySpan<(int Extent, int Stride)> inputs)
    {
        var (rows, columns) = (Offsets(outputs), Offsets(inputs));
        var matrix = new float[rows.Length * columns.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
                matrix[(row * columns.Length) + column] = values[start + rows[row] + columns[column]];
        }

        return new PackedMatrix(matrix, rows.Length, columns.Length);
    }

    /// <summary>The values of a parameter.</summary>
    /// <param name="parameter">The parameter, one of those the store was made for.</param>
    public TensorData Get(ParameterInfo parameter)
    {
        if (_values.TryGetValue(parameter.Path, out var values))
            return values;
        var tensor = TensorData.Zeros(parameter.ElementType, parameter.Shape.ToArray());
        var (matrix, row) = _matrices[parameter.Path];
        matrix.CopyTo(tensor.As<float>(), row);
        return tensor;
    }

    /// <summary>Reads what no code reads, so that every parameter can be had.</summary>
    public void KeepOthers(IEnumerable<ParameterInfo> all)
    {
        foreach (var parameter in all)
        {
            if (!_matrices.ContainsKey(parameter.Path))
                _values.TryAdd(parameter.Path, parameters.Read(parameter.Path));
        }
    }

    private ReadOnlySpan<float> Known(string path) => (_values.TryGetValue(path, out var known) ? known : parameters.Read(path)).As<float>();

    private static int[] Offsets(ReadOnlySpan<(int Extent, int Stride)> axes)
    {
        int[] offsets = [0];
        foreach (var (extent, stride) in axes)
        {
            var longer = new int[offsets.Length * extent];
            for (var i = 0; i < longer.Length; i++)
                longer[i] = offsets[i / extent] + (i % extent * stride);
            offsets = longer;
        }

        return offsets;
    }
}
