using System.Numerics;

namespace Modelwright;

/// <summary>
/// Random orthogonal matrices: the Q of a QR decomposition of normal numbers by Householder reflections, its columns signed
/// as the diagonal of R, so that every orthogonal matrix is equally likely (Mezzadri 2007).
/// </summary>
internal static class OrthogonalMatrix
{
    /// <summary>A matrix [rows, columns] in row-major order, whose rows are orthonormal, or whose columns are where there are fewer.</summary>
    public static double[] Draw(int rows, int columns, RandomStream stream)
    {
        var (tall, wide) = (Math.Max(rows, columns), Math.Min(rows, columns));
        var matrix = new double[(long)tall * wide];
        for (var i = 0L; i < matrix.Length; i++)
            matrix[i] = stream.Normal(i);
        var reflections = new double[wide][];
        var signs = new double[wide];
        for (var k = 0; k < wide; k++)
        {
            reflections[k] = Reflection(matrix, tall, wide, k, out signs[k]);
            Reflect(matrix, tall, wide, k, reflections[k]);
        }

        // Q is the reflections applied to the identity, the last one first.
        Array.Clear(matrix);
        for (var k = 0; k < wide; k++)
            matrix[((long)k * wide) + k] = signs[k];
        for (var k = wide - 1; k >= 0; k--)
            Reflect(matrix, tall, wide, k, reflections[k]);
        return rows >= columns ? matrix : Transposed(matrix, tall, wide);
    }

    /// <summary>The unit vector, from row k on, whose reflection clears column k below the diagonal; the sign of what is left on it.</summary>
    private static double[] Reflection(double[] matrix, int rows, int columns, int k, out double sign)
    {
        var vector = new double[rows - k];
        var square = 0.0;
        for (var i = k; i < rows; i++)
        {
            vector[i - k] = matrix[((long)i * columns) + k];
            square += vector[i - k] * vector[i - k];
        }

        // The sign that adds loses nothing to cancellation; the diagonal becomes its opposite.
        var norm = Math.Sqrt(square);
        sign = vector[0] > 0 ? -1 : 1;
        square -= vector[0] * vector[0];
        vector[0] -= sign * norm;
        var length = Math.Sqrt(square + (vector[0] * vector[0]));
        for (var i = 0; i < vector.Length && length > 0; i++)
            vector[i] /= length;
        return vector;
    }

    /// <summary>Subtracts from the rows from k on twice their part along a unit vector.</summary>
    private static void Reflect(double[] matrix, int rows, int columns, int k, double[] vector)
    {
        var along = new double[columns];
        for (var i = k; i < rows; i++)
            AddMultiple(along, matrix.AsSpan(i * columns, columns), vector[i - k]);
        for (var i = k; i < rows; i++)
            AddMultiple(matrix.AsSpan(i * columns, columns), along, -2 * vector[i - k]);
    }

    // Lanes are elements, so the width of a vector changes no bit; a fused multiply-add would.
    private static void AddMultiple(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        var i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(target[i..]) + (new Vector<double>(source[i..]) * factor)).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] += source[i] * factor;
    }

    private static double[] Transposed(double[] matrix, int rows, int columns)
    {
        var transposed = new double[matrix.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                transposed[((long)j * rows) + i] = matrix[((long)i * columns) + j];
        }

        return transposed;
    }
}
