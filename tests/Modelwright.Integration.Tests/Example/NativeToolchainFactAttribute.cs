using System.Runtime.InteropServices;

namespace Modelwright.Integration.Tests.Example;

/// <summary>A test that links native code; skipped with a reason where the machine has no linker.</summary>
public sealed class NativeToolchainFactAttribute : FactAttribute
{
    public NativeToolchainFactAttribute() => Skip = WhatIsMissing();

    private static string? WhatIsMissing()
    {
        if (OperatingSystem.IsWindows())
        {
            var installer = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86);
            return File.Exists(Path.Combine(installer, "Microsoft Visual Studio", "Installer", "vswhere.exe"))
                ? null
                : "NativeAOT needs Visual Studio's C++ tools, which are not installed";
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")))
            ? null
            : $"NativeAOT needs clang or gcc to link, and PATH has neither ({RuntimeInformation.RuntimeIdentifier})";
    }
}
