namespace Modelwright.Generator.Pipeline;

/// <summary>The C# of one model.</summary>
internal sealed record GeneratedSource(ModelClass Class, string Code)
{
    public string HintName => Class.FullName + ".g.cs";
}
