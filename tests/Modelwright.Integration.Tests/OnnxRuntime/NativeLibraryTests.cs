using Microsoft.ML.OnnxRuntime;

namespace Modelwright.Integration.Tests.OnnxRuntime;

public sealed class NativeLibraryTests
{
    // The binding asks the library for the newest interface that it knows itself, and throws on an older library.
    [Fact]
    public void Binding_and_native_library_fit() =>
        Version.Parse(OrtEnv.Instance().GetVersionString()).ShouldBeGreaterThanOrEqualTo(new Version(1, 20));
}
