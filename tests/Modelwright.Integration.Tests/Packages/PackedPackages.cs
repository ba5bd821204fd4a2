using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Packages;

/// <summary>
/// The product's packages, packed from what is built, in a folder that a project elsewhere can restore from.
/// What it restores is unpacked there too, so nothing stays behind in NuGet's cache.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private const string Version = "0.0.0-test";

    private readonly string _folder = Directory.CreateTempSubdirectory("packages").FullName;

    public async Task InitializeAsync()
    {
        foreach (var project in new[] { "Modelwright", "Modelwright.Runtime" })
        {
            var packed = await DotnetCommand.RunAsync(
                Repository.Root,
                "pack",
                $"src/{project}",
                "--no-build",
                "-c", Repository.Configuration,
                "-o", Path.Combine(_folder, "feed"),
                $"-p:PackageVersion={Version}");
            packed.ShouldSucceed();
        }

        File.WriteAllText(Path.Combine(_folder, "NuGet.config"), """
            <configuration>
              <packageSources>
                <add key="packed" value="feed" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <RestorePackagesPath>{Path.Combine(_folder, "cache")}</RestorePackagesPath>
                <RestoreFallbackFolders>{Repository.PackageCache}</RestoreFallbackFolders>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
            </Project>
            """);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Creates a program that references the package <c>Modelwright</c>, and gives its folder.</summary>
    public string CreateProgram(string name, params (string Path, string Text)[] files)
    {
        var folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Modelwright" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return folder;
    }
}
