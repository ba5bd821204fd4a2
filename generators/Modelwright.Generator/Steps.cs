namespace Modelwright.Generator;

/// <summary>The names of the pipeline's steps, in order.</summary>
internal static class Steps
{
    public const string Files = nameof(Files);
    public const string RootNamespace = nameof(RootNamespace);
    public const string Units = nameof(Units);
    public const string Translations = nameof(Translations);
    public const string Clashes = nameof(Clashes);
    public const string Sources = nameof(Sources);
    public const string Diagnostics = nameof(Diagnostics);
}
