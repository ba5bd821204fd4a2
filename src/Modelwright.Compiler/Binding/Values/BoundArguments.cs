using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>The arguments of a call: one value per parameter, and where each is written.</summary>
internal sealed record BoundArguments(IReadOnlyList<BoundValue> Values, IReadOnlyList<TextSpan> Places);
