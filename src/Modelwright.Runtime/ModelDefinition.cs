namespace Modelwright;

/// <summary>One <c>.model</c> file.</summary>
/// <param name="Path">Its path as diagnostics show it.</param>
/// <param name="Text">What it says.</param>
public sealed record ModelSource(string Path, string Text);

/// <summary>What a model was compiled from.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Sources">The file that declares the model, then the files it imports.</param>
/// <param name="Constants">The model's constants as they were bound, by name: <see cref="long"/>, <see cref="double"/>, <see cref="bool"/> or <see cref="string"/>.</param>
public sealed record ModelDefinition(
    string Model,
    IReadOnlyList<ModelSource> Sources,
    IReadOnlyDictionary<string, object> Constants);

/// <summary>A named input or output.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="ElementType">What it holds.</param>
/// <param name="Shape">Its extents as the user would write them: <c>B</c>, <c>T</c>, <c>128</c>.</param>
/// <param name="Documentation">The text of its <c>///</c> lines, or null.</param>
public sealed record TensorInfo(string Name, ElementType ElementType, IReadOnlyList<string> Shape, string? Documentation = null)
{
    /// <summary>The tensor as the language writes it: <c>tokens : int64[B, T]</c>.</summary>
    public override string ToString() => $"{Name} : {ElementType.Keyword()}[{string.Join(", ", Shape)}]";
}

/// <summary>A parameter or buffer.</summary>
/// <param name="Path">Such as <c>layers.3.attn.q.weight</c>.</param>
/// <param name="ElementType">What it holds.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Initializer">How it starts without weights.</param>
/// <param name="IsBuffer">Whether training leaves it alone.</param>
public sealed record ParameterInfo(
    string Path,
    ElementType ElementType,
    IReadOnlyList<int> Shape,
    Initializer Initializer,
    bool IsBuffer = false)
{
    /// <summary>The parameter as the language writes it: <c>embed : float[256, 128]</c>.</summary>
    public override string ToString() => $"{Path} : {ElementType.Keyword()}[{string.Join(", ", Shape)}]";
}
