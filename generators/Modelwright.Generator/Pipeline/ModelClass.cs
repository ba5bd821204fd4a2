namespace Modelwright.Generator.Pipeline;

/// <summary>A class that a model becomes, and where the model's name stands.</summary>
internal sealed record ModelClass(string FullName, Place Place);

/// <summary>The C# of one model.</summary>
internal sealed record GeneratedSource(ModelClass Class, string Code)
{
    public string HintName => Class.FullName + ".g.cs";
}
