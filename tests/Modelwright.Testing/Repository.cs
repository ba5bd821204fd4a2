using System.Reflection;

namespace Modelwright.Testing;

/// <summary>Where the tests were built.</summary>
public static class Repository
{
    /// <summary>The repository's root folder.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary><c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>NuGet's folder of unpacked packages.</summary>
    public static string PackageCache { get; } = Metadata("PackageCache");

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
