using System.Text;
using DiffEngine;

namespace VerifyXunit;

/// <summary>
/// One <c>.verified</c> file and the <c>.received</c> file that appears beside it while the two differ.
/// With <c>VERIFY_ACCEPT=1</c> in the environment what was received becomes what is verified, except on a
/// build server.
/// </summary>
internal sealed class Snapshot(string directory, string name, string extension)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public string VerifiedPath { get; } = Path.Combine(directory, $"{name}.verified.{extension}");

    public string ReceivedPath { get; } = Path.Combine(directory, $"{name}.received.{extension}");

    /// <summary>Whether a mismatch is accepted instead of reported.</summary>
    public bool Accept { get; init; } =
        Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1" && !BuildServerDetector.Detected;

    /// <summary>Whether a mismatch opens the user's diff tool.</summary>
    public bool ShowDiff { get; init; } = HasDesktop();

    public void Check(string target)
    {
        var received = NormalizeLineEndings(target);
        var verified = File.Exists(VerifiedPath) ? NormalizeLineEndings(File.ReadAllText(VerifiedPath)) : null;
        if (received == verified)
        {
            ClearReceived();
            return;
        }

        Directory.CreateDirectory(directory);
        if (Accept)
        {
            File.WriteAllText(VerifiedPath, received, Utf8);
            ClearReceived();
            return;
        }

        File.WriteAllText(ReceivedPath, received, Utf8);
        if (ShowDiff)
        {
            DiffRunner.Launch(ReceivedPath, VerifiedPath);
        }

        throw new VerifyException(Describe(received, verified));
    }

    private void ClearReceived()
    {
        if (File.Exists(ReceivedPath))
        {
            File.Delete(ReceivedPath);
            if (ShowDiff)
            {
                DiffRunner.Kill(ReceivedPath, VerifiedPath);
            }
        }
    }

    private string Describe(string received, string? verified)
    {
        var text = new StringBuilder();
        text.Append(verified is null ? "New: there is no verified file yet.\n" : "NotEqual: received differs from verified.\n");
        text.Append("  Received: ").Append(ReceivedPath).Append('\n');
        text.Append("  Verified: ").Append(VerifiedPath).Append('\n');
        text.Append("  To accept, rename received to verified, or run the test again with VERIFY_ACCEPT=1.\n\n");
        if (verified is null)
        {
            return text.Append(received).ToString();
        }

        var left = verified.Split('\n');
        var right = received.Split('\n');
        var line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
        {
            line++;
        }

        text.Append("First difference at line ").Append(line + 1).Append(":\n");
        AppendLines(text, "  ", left, Math.Max(0, line - 3), line);
        AppendLines(text, "- ", left, line, line + 5);
        AppendLines(text, "+ ", right, line, line + 5);
        return text.ToString();
    }

    private static void AppendLines(StringBuilder text, string prefix, string[] lines, int start, int end)
    {
        for (var i = start; i < Math.Min(end, lines.Length); i++)
        {
            text.Append(prefix).Append(lines[i]).Append('\n');
        }
    }

    private static string NormalizeLineEndings(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');

    // DiffEngine knows terminal diff tools too, and on Linux it doesn't ask whether there is a screen.
    private static bool HasDesktop() =>
        !DiffRunner.Disabled &&
        !BuildServerDetector.Detected &&
        (!OperatingSystem.IsLinux() ||
         !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) ||
         !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY")));
}
