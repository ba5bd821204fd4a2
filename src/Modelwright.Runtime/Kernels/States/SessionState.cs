namespace Modelwright.Kernels;

/// <summary>
/// Something that a session remembers, row by row of its batch. What a call writes counts from <see cref="Commit"/> on, so that a
/// call that fails leaves the session as it was.
/// </summary>
public abstract class SessionState
{
    /// <summary>Makes what the call has written for its rows the state.</summary>
    public abstract void Commit();

    /// <summary>What it holds.</summary>
    internal abstract ElementType ElementType { get; }

    /// <summary>The steps that are held after so many steps; a state without steps of its own holds one.</summary>
    internal abstract int StepsAt(int position);

    /// <summary>Copies what a row holds out of the session.</summary>
    /// <param name="row">The row.</param>
    /// <param name="position">The steps that it has taken.</param>
    /// <param name="values">[rows, …, <paramref name="steps"/>, …]; the row's part is written as far as it holds steps.</param>
    /// <param name="steps">Room for so many steps, at least as many as are held.</param>
    internal abstract void Read(int row, int position, TensorData values, int steps);

    /// <summary>Makes what a row holds from what <see cref="Read"/> gave.</summary>
    internal abstract void Write(int row, int position, TensorData values, int steps);

    /// <summary>Takes over what a row holds in another session of the same model and batch.</summary>
    internal abstract void CopyFrom(SessionState other, int row, int position);
}
