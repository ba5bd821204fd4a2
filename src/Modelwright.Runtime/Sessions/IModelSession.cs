namespace Modelwright;

/// <summary>A model in the middle of one sequence, or of a batch of them. Not safe to use from several threads at once.</summary>
public interface IModelSession
{
    /// <summary>Steps taken so far; where the rows of the batch differ, by the row that has taken the most.</summary>
    int Position { get; }

    /// <summary>Steps that each row of the batch has taken so far.</summary>
    ReadOnlySpan<int> Positions { get; }

    /// <summary>The most steps a row can take.</summary>
    int MaxLength { get; }

    /// <summary>
    /// What the session remembers, under the paths of the text: <c>layers.3.attn.k</c>. An axis that grows with every step has the
    /// name of the streamed axis.
    /// </summary>
    IReadOnlyList<TensorInfo> States { get; }

    /// <summary>
    /// A copy of a state. A history has the steps taken so far; rows that have taken fewer than others end in zeros. Before the first
    /// step a state is zeros: its start is computed with that step.
    /// </summary>
    /// <param name="path">Such as <c>layers.3.mixer.S</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such state.</exception>
    TensorData GetState(string path);

    /// <summary>Takes the next steps; any number at once.</summary>
    /// <param name="inputs">A tensor per input, by name; its time axis holds the new steps only.</param>
    /// <returns>A tensor per output, by name, for the new steps.</returns>
    /// <exception cref="ArgumentException">An input is missing, unknown, or of the wrong type or shape.</exception>
    /// <exception cref="InvalidOperationException">The steps do not fit below <see cref="MaxLength"/>. Nothing has changed.</exception>
    IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs);

    /// <summary>Takes steps of which each row takes its own number: inputs are padded behind.</summary>
    /// <param name="inputs">A tensor per input, by name.</param>
    /// <param name="lengths">
    /// For each row of the batch how many of the steps it takes, from the first; a row that takes 0 rests. Empty: all take all.
    /// </param>
    /// <returns>A tensor per output, by name; 0 in the steps that a row does not take.</returns>
    /// <exception cref="NotSupportedException">The model mixes the rows of a batch; the message says where.</exception>
    /// <inheritdoc cref="Run(IReadOnlyDictionary{string, TensorData})"/>
    IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs, ReadOnlySpan<int> lengths);

    /// <summary>Goes back to the start of new sequences.</summary>
    void Reset();

    /// <summary>Goes back to the start of a new sequence in one row of the batch; the others stay where they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="NotSupportedException">The model mixes the rows of a batch; the message says where.</exception>
    void Reset(int row);

    /// <summary>An independent session of the same model at the same position: each goes its own way from here.</summary>
    IModelSession Clone();

    /// <summary>
    /// Writes the states as a safetensors file, under their paths, histories as far as they are filled. The file appears once it is
    /// complete; until then an older one of that name stays as it was.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    void Save(string path);

    /// <summary>Writes the same to a stream, which stays open.</summary>
    void Save(Stream stream);

    /// <summary>
    /// Goes on where a saved session was: of the same model, which is checked, with the same weights, which are not. Where it
    /// fails the session stays as it was.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SafetensorsException">The file is malformed or truncated.</exception>
    /// <exception cref="SessionMismatchException">It belongs to another model or batch, or is longer than <see cref="MaxLength"/>.</exception>
    void Load(string path);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="stream">What <see cref="Save(Stream)"/> wrote; is read to its end.</param>
    void Load(Stream stream);
}
