namespace Modelwright.Compiler.Binding.Bodies;

/// <summary>The functions that start parameters, under the names that they have in PyTorch, and the names of their arguments.</summary>
internal static class StartFunctions
{
    private static readonly Dictionary<string, string[]> Signatures = new(StringComparer.Ordinal)
    {
        ["zeros"] = [],
        ["ones"] = [],
        ["constant"] = ["value"],
        ["normal"] = ["std", "mean"],
        ["uniform"] = ["low", "high"],
        ["xavier_uniform"] = ["gain"],
        ["xavier_normal"] = ["gain"],
        ["xavier"] = ["gain"],
        ["kaiming_uniform"] = ["gain", "mode"],
        ["kaiming_normal"] = ["gain", "mode"],
        ["kaiming"] = ["gain", "mode"],
        ["orthogonal"] = ["gain"],
    };

    public static IReadOnlyCollection<string> Names => Signatures.Keys;

    /// <summary>The names of a function's arguments, in order.</summary>
    public static IReadOnlyList<string> Parameters(string name) => Signatures[name];
}
