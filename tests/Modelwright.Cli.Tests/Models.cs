namespace Modelwright.Cli.Tests;

/// <summary>Models that the tests check, run and export.</summary>
internal static class Models
{
    /// <summary>One parameter, no time axis.</summary>
    public const string Scale = """
        model Scale(size: int = 3, factor: float = 2.0) {
            input x : float[B, size]
            param gain : float[size] = 1
            output y : float[B, size] = x * gain * factor
        }
        """;

    /// <summary>No parameters; every step reads what came before.</summary>
    public const string Mean = """
        model Mean {
            input x : float[B, T]
            stream T
            output y : float[B, T] = [b, t] => mean[s: T | s <= t](x[b, s])
        }
        """;

    /// <summary>Two models in a file.</summary>
    public const string Two = """
        model Plus { input x : float[B]
                     output y : float[B] = x + 1 }
        model Minus { input x : float[B]
                      output y : float[B] = x - 1 }
        """;

    /// <summary>The repository's example.</summary>
    public static string ByteLm { get; } =
        File.ReadAllText(Path.Combine(Repository.Root, "examples", "ByteLm", "byte_lm.model"));
}
