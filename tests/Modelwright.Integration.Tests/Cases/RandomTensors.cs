namespace Modelwright.Integration.Tests.Cases;

/// <summary>Random numbers, the same in every run.</summary>
internal static class RandomTensors
{
    /// <summary>An input: floats between -1 and 1, integers from 0 to <paramref name="largest"/>.</summary>
    public static TensorData Input(TensorInfo input, int[] shape, int largest)
    {
        var random = new Random(1);
        var tensor = TensorData.Zeros(input.ElementType, shape);
        for (var i = 0; i < tensor.Count; i++)
        {
            if (input.ElementType == ElementType.Int64)
                tensor.As<long>()[i] = random.Next(largest + 1);
            else if (input.ElementType == ElementType.Bool)
                tensor.As<bool>()[i] = random.Next(2) == 1;
            else
                tensor.As<float>()[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return tensor;
    }

    /// <summary>Weights away from their initial values: gains around 1, everything else around 0.</summary>
    public static Dictionary<string, TensorData> Weights(IReadOnlyList<ParameterInfo> parameters)
    {
        var random = new Random(2);
        return parameters.ToDictionary(p => p.Path, p => Parameter(p, random));
    }

    private static TensorData Parameter(ParameterInfo parameter, Random random)
    {
        var tensor = TensorData.Zeros(parameter.ElementType, [.. parameter.Shape]);
        var centre = parameter.Initializer is Initializer.Constant(var value) ? value : 0;
        foreach (ref var element in tensor.As<float>())
            element = (float)(centre + random.NextDouble() - 0.5);
        return tensor;
    }
}
