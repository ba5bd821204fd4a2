namespace Modelwright.Kernels;

/// <summary>
/// In which order the workers of a call run between two places where all wait. Where the code between reads what another worker
/// writes there, results depend on the order: so tests find a place where workers should wait and don't.
/// </summary>
internal enum Turns
{
    /// <summary>All at once.</summary>
    None,

    /// <summary>One after another, the first one first.</summary>
    Upwards,

    /// <summary>One after another, the last one first.</summary>
    Downwards,
}
