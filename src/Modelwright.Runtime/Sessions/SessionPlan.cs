namespace Modelwright;

/// <summary>What generated code knows about the sessions of a model.</summary>
/// <param name="Axis">The axis along which a session takes steps, <c>T</c>.</param>
/// <param name="Fingerprint">Changes with whatever decides what states mean: the compiled model without its weights.</param>
/// <param name="RowObstacle">Why the rows of a batch cannot be at positions of their own, or null where they can.</param>
public sealed record SessionPlan(string Axis, string Fingerprint, string? RowObstacle);
