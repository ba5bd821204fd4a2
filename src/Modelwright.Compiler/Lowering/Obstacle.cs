using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Lowering;

/// <summary>Why something cannot be made of affine maps, rectifiers and products.</summary>
/// <param name="Message">What it is and what to write instead.</param>
/// <param name="Origin">Where it is written, if known.</param>
internal sealed record Obstacle(string Message, Location? Origin);
