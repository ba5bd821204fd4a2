namespace Modelwright.Compiler.Graph;

/// <summary>The formats that a <c>quantize</c> block gives to parameters and states.</summary>
/// <param name="Name">Its name in the text; empty for the one without.</param>
/// <param name="Formats">By the path of the parameter or state.</param>
/// <param name="Activations">The format of what is multiplied with them, or null.</param>
public sealed record Quantization(string Name, IReadOnlyDictionary<string, QuantizationFormat> Formats, QuantizationFormat? Activations);

/// <summary>A format for storing numbers.</summary>
/// <param name="Name">Such as <c>int4</c>.</param>
/// <param name="Group">How many neighbours along the last axis share a scale, or null where the format has no groups.</param>
public sealed record QuantizationFormat(string Name, int? Group = null)
{
    /// <summary>The format as the language writes it: <c>int4(group: 32)</c>.</summary>
    public override string ToString() => Group is null ? Name : FormattableString.Invariant($"{Name}(group: {Group})");
}
