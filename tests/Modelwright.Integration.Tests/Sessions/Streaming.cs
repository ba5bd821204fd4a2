using Modelwright.Compiler.Graph;
using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Sessions;

/// <summary>Inputs for a streamed model, cut in every way that sessions take.</summary>
internal sealed class Streaming
{
    private readonly string _axis;
    private readonly string? _batch;

    public Streaming(DynamicModel compiled, IModel model, Tensors inputs)
    {
        (Model, Inputs, _axis, _batch) = (model, inputs, compiled.Graph.StreamAxis!, StreamBatch.Of(compiled.Graph));
        Length = Extent(_axis)!.Value;
        Batch = _batch is null ? 1 : Extent(_batch)!.Value;
    }

    public IModel Model { get; }

    public Tensors Inputs { get; }

    /// <summary>The steps of the inputs.</summary>
    public int Length { get; }

    public int Batch { get; }

    public IModelSession Start(int? batch = null) => Model.CreateSession(Length, batch ?? Batch)!;

    /// <summary>Some steps of the inputs.</summary>
    public Dictionary<string, TensorData> Steps(int start, int length) => Model.Inputs.ToDictionary(
        input => input.Name, input => TimeOf(input) is >= 0 and var axis ? Slices.Take(Inputs[input.Name], axis, start, length) : Inputs[input.Name]);

    /// <summary>Some rows of inputs or outputs.</summary>
    public Dictionary<string, TensorData> Rows(Tensors tensors, int first, int count) => Ports.Where(port => tensors.ContainsKey(port.Name)).ToDictionary(
        port => port.Name, port => RowsOf(port) is >= 0 and var axis ? Slices.Take(tensors[port.Name], axis, first, count) : tensors[port.Name]);

    /// <summary>Some steps of outputs; those without a time axis as they are.</summary>
    public Dictionary<string, TensorData> Cut(Tensors outputs, int start, int length) => Model.Outputs.ToDictionary(
        output => output.Name, output => TimeOf(output) is >= 0 and var axis ? Slices.Take(outputs[output.Name], axis, start, length) : outputs[output.Name]);

    /// <summary>Steps from where a session is, in pieces: their outputs together, those without a time axis the last piece's.</summary>
    public Tensors Run(IModelSession session, params IEnumerable<int> pieces)
    {
        var parts = new List<Tensors>();
        foreach (var piece in pieces)
            parts.Add(session.Run(Steps(session.Position, piece)));
        return Join(parts);
    }

    public Tensors Join(IReadOnlyList<Tensors> parts) => Model.Outputs.ToDictionary(
        output => output.Name,
        output => TimeOf(output) is >= 0 and var axis ? Slices.Join([.. parts.Select(part => part[output.Name])], axis) : parts[^1][output.Name]);

    /// <summary>Pieces of a size that together are so many steps.</summary>
    public static IEnumerable<int> Pieces(int total, int size) => Enumerable.Range(0, (total + size - 1) / size).Select(i => Math.Min(size, total - (i * size)));

    /// <summary>Random pieces that together are so many steps.</summary>
    public static IEnumerable<int> Pieces(int total, Random random)
    {
        while (total > 0)
        {
            var piece = random.Next(1, total + 1);
            yield return piece;
            total -= piece;
        }
    }

    /// <summary>Every state by its path.</summary>
    public static Tensors States(IModelSession session) => session.States.ToDictionary(state => state.Name, state => session.GetState(state.Name));

    private IEnumerable<TensorInfo> Ports => Model.Inputs.Concat(Model.Outputs);

    public int TimeOf(TensorInfo tensor) => tensor.Shape.ToList().IndexOf(_axis);

    public int RowsOf(TensorInfo tensor) => _batch is null ? -1 : tensor.Shape.ToList().IndexOf(_batch);

    private int? Extent(string symbol) => Model.Inputs
        .Where(input => input.Shape.Contains(symbol))
        .Select(input => (int?)Inputs[input.Name].Shape[input.Shape.ToList().IndexOf(symbol)])
        .FirstOrDefault();
}
