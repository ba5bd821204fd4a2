namespace Modelwright;

/// <summary>Saves models' weights.</summary>
public static class WeightsFile
{
    /// <summary>
    /// Writes every parameter and buffer as a safetensors file that the model's class loads: under their own paths, in their own types,
    /// in the order of the model's file. The file appears once it is complete; until then an older one of that name stays as it was.
    /// </summary>
    /// <param name="model">A model with its weights.</param>
    /// <param name="path">Where to, such as <c>weights.safetensors</c>.</param>
    /// <exception cref="ArgumentException">A parameter is called <c>__metadata__</c>, which the format keeps for itself.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveWeights(this IModel model, string path)
    {
        var entries = model.Parameters
            .Select(p => new SafetensorsEntry(p.Path, SafetensorsType.Of(p.ElementType), p.Shape) { Count = TensorData.CountOf([.. p.Shape]) })
            .ToList();
        SafetensorsWriter.Write(path, entries, model.GetParameter);
    }
}
