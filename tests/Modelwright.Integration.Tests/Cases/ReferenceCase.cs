using System.Text.Json;
using Modelwright.Dynamic;

namespace Modelwright.Integration.Tests.Cases;

/// <summary>
/// A folder below <c>tests/Cases</c>: a model in our language, weights, inputs, and the outputs that the published equations
/// give. Adding a case is adding a folder.
/// </summary>
public sealed class ReferenceCase
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Cases");

    private readonly string _folder;
    private readonly Lazy<DynamicModel> _model;

    private ReferenceCase(string name)
    {
        Name = name;
        _folder = Path.Combine(Root, name);
        using var description = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "case.json")));
        Constants = description.RootElement.GetProperty("constants").EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Array)
            .ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText());
        Tolerance = new Tolerance(
            description.RootElement.GetProperty("rtol").GetDouble(), description.RootElement.GetProperty("atol").GetDouble());
        Streams = File.ReadLines(ModelPath).Any(line => line.TrimStart().StartsWith("stream ", StringComparison.Ordinal));
        _model = new(() => Compile());
    }

    /// <summary>Every case by its name, <c>family/case</c>.</summary>
    public static IReadOnlyDictionary<string, ReferenceCase> All { get; } = Directory
        .EnumerateFiles(Root, "case.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)
        .ToDictionary(name => name, name => new ReferenceCase(name));

    public string Name { get; }

    /// <summary>Every hyperparameter but lists as the language writes it.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; }

    public Tolerance Tolerance { get; }

    /// <summary>The model as it is written.</summary>
    public string Text => File.ReadAllText(ModelPath).ReplaceLineEndings("\n");

    /// <summary>Whether the model has a session; known without compiling it.</summary>
    public bool Streams { get; }

    /// <summary>The model at the case's own sizes, compiled once.</summary>
    public DynamicModel Model => _model.Value;

    public IReadOnlyDictionary<string, TensorData> Inputs => Read("inputs.safetensors");

    public IReadOnlyDictionary<string, TensorData> Outputs => Read("outputs.safetensors");

    public IModel Load(ModelOptions? options = null) => Model.Load(Path.Combine(_folder, "weights.safetensors"), options: options);

    /// <summary>The model at other sizes.</summary>
    public DynamicModel Compile(IReadOnlyDictionary<string, string>? constants = null) =>
        DynamicModel.Compile(ModelPath, constants: constants);

    private string ModelPath => Path.Combine(_folder, "case.model");

    private Dictionary<string, TensorData> Read(string file)
    {
        using var reader = new SafetensorsReader(Path.Combine(_folder, file));
        return reader.Entries.ToDictionary(entry => entry.Name, entry => reader.Read(entry.Name));
    }
}
