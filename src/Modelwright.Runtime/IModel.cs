namespace Modelwright;

/// <summary>
/// A compiled model with its weights, seen without its generated type: what exporters, tools and tests work with.
/// Generated classes add typed members.
/// </summary>
public interface IModel
{
    /// <summary>The model's name in its file.</summary>
    string Name { get; }

    /// <summary>The text the class was compiled from; enough to compile it again.</summary>
    ModelDefinition Definition { get; }

    /// <summary>The inputs, in the order of the file.</summary>
    IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>The outputs, in the order of the file.</summary>
    IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>The parameters and buffers, in the order of the file.</summary>
    IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>The values of a parameter, row-major. May be a copy.</summary>
    /// <param name="path">Such as <c>layers.3.attn.q.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">The model has no such parameter.</exception>
    TensorData GetParameter(string path);

    /// <summary>Runs the model on whole sequences. Safe to call from several threads at once.</summary>
    /// <param name="inputs">A tensor per input, by name.</param>
    /// <returns>A tensor per output, by name.</returns>
    /// <exception cref="ArgumentException">An input is missing, unknown, or of the wrong type or shape.</exception>
    IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs);

    /// <summary>Starts a session that takes a sequence piece by piece, or null where the model has no <c>stream</c> axis.</summary>
    /// <param name="maxLength">
    /// The most steps the session can take; decides the memory it reserves for histories. Null: as many as can be counted, for a
    /// model whose states all keep their size.
    /// </param>
    /// <param name="batch">
    /// Sequences that advance together: the extent of the first symbol, other than the stream axis, of the inputs with that axis.
    /// </param>
    /// <exception cref="ArgumentException">There is no length, and the model keeps a history of every step.</exception>
    /// <exception cref="NotSupportedException">More symbols have to be known; the method of the generated class takes them all.</exception>
    IModelSession? CreateSession(int? maxLength = null, int batch = 1);
}
