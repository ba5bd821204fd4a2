namespace Modelwright;

/// <summary>
/// Values for every parameter of a model, each read when it is asked for, so that a model is built one tensor at a
/// time. What generated constructors take.
/// </summary>
public sealed class ParameterSet : IDisposable
{
    private readonly Dictionary<string, ParameterInfo> _parameters;
    private readonly Func<ParameterInfo, TensorData> _read;
    private readonly IDisposable? _source;

    private ParameterSet(IReadOnlyList<ParameterInfo> parameters, Func<ParameterInfo, TensorData> read, IDisposable? source = null)
    {
        _parameters = parameters.ToDictionary(p => p.Path, StringComparer.Ordinal);
        _read = read;
        _source = source;
    }

    /// <summary>Weights from a safetensors file under the parameters' own names; F16, BF16 and F64 become float.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    /// <exception cref="WeightsMismatchException">Names, shapes or types do not fit.</exception>
    public static ParameterSet Load(string path, IReadOnlyList<ParameterInfo> parameters) => Load(path, parameters, [], null);

    /// <summary>Weights from a safetensors file of another program.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="checkpoints">Where files keep them.</param>
    /// <param name="checkpoint">
    /// Which of the checkpoints the file is; null is the unnamed one, unless the file has every parameter under its own name.
    /// </param>
    /// <exception cref="ArgumentException">No checkpoint has this name.</exception>
    /// <inheritdoc cref="Load(string, IReadOnlyList{ParameterInfo})"/>
    public static ParameterSet Load(
        string path, IReadOnlyList<ParameterInfo> parameters, IReadOnlyList<Checkpoint> checkpoints, string? checkpoint)
    {
        var layout = Checkpoint.Choose(checkpoints, checkpoint);
        var file = new SafetensorsReader(path);
        try
        {
            if (checkpoint is null && parameters.All(p => file.TryFind(p.Path, out _)))
                layout = layout.WithOwnNames;
            WeightsCheck.Check(path, parameters, file.Entries, SafetensorsType.Reads, layout);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return new ParameterSet(parameters, p => layout.SourceOf(p).Read(name => file.Read(name, p.ElementType), p.Shape), file);
    }

    /// <summary>Weights from memory, by path; their types must be the parameters' own.</summary>
    /// <exception cref="WeightsMismatchException">Names, shapes or types do not fit.</exception>
    public static ParameterSet From(IReadOnlyDictionary<string, TensorData> tensors, IReadOnlyList<ParameterInfo> parameters)
    {
        var entries = tensors.Select(t => new SafetensorsEntry(t.Key, SafetensorsType.Of(t.Value.ElementType), t.Value.Shape.ToArray())).ToList();
        WeightsCheck.Check("the given set of tensors", parameters, entries, (type, wanted) => type == SafetensorsType.Of(wanted), Checkpoint.Own);
        return new ParameterSet(parameters, p => tensors[p.Path]);
    }

    /// <summary>Fresh weights as the parameters' initializers say: the same seed gives the same bytes on every machine.</summary>
    public static ParameterSet Initialize(long seed, IReadOnlyList<ParameterInfo> parameters) =>
        new(parameters, p => Initialization.Fill(p, seed));

    /// <summary>A parameter's values, row-major.</summary>
    /// <exception cref="KeyNotFoundException">The model has no such parameter.</exception>
    public TensorData Read(string path) => _read(
        _parameters.TryGetValue(path, out var parameter) ? parameter : throw new KeyNotFoundException($"there is no parameter '{path}'"));

    /// <summary>A float parameter's values, row-major.</summary>
    /// <exception cref="KeyNotFoundException">The model has no such parameter.</exception>
    /// <exception cref="InvalidOperationException">It is not of type float.</exception>
    public float[] ReadFloats(string path) => Read(path).Array<float>();

    /// <inheritdoc/>
    public void Dispose() => _source?.Dispose();
}
