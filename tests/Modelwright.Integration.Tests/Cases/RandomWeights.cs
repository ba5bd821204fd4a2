namespace Modelwright.Integration.Tests.Cases;

/// <summary>A weights file with random values, gone when it is disposed.</summary>
internal sealed class RandomWeights : IDisposable
{
    public RandomWeights(IReadOnlyList<ParameterInfo> parameters)
    {
        var random = new Random(2);
        Path = System.IO.Path.GetTempFileName();
        SafetensorsWriter.Write(Path, parameters.ToDictionary(p => p.Path, p => RandomTensors.Parameter(p, random)));
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
