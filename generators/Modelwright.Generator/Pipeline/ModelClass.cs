namespace Modelwright.Generator.Pipeline;

/// <summary>A class that a model becomes, and where the model's name stands.</summary>
internal sealed record ModelClass(string FullName, Place Place);
