namespace Modelwright.Kernels;

/// <summary>
/// What becomes of the elements that a kernel computes, one by one, while the worker that has computed them has them in its nearest
/// cache. A (ref) struct; mark its Invoke for aggressive inlining.
/// </summary>
public interface IEpilogue
{
    /// <summary>Takes elements column … column + L.Count - 1 of a row, and stores what they become.</summary>
    void Invoke<L>(nint row, nint column)
        where L : struct, ILanes<L>;
}
