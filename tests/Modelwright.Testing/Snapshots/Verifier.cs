using System.Runtime.CompilerServices;

// The namespace, type and method names are those of Verify.Xunit: to switch, reference that package
// and delete this folder.
namespace VerifyXunit;

/// <summary>Compares what a test produced with the <c>.verified</c> file beside the test.</summary>
public static class Verifier
{
    /// <summary>Compares <paramref name="target"/> with <c>Class.Method.verified.extension</c>.</summary>
    public static SettingsTask Verify(
        string? target,
        string extension = "txt",
        [CallerFilePath] string sourceFile = "",
        [CallerMemberName] string method = "") =>
        new(target ?? "null", extension, sourceFile, method);
}
