using Modelwright.Dynamic;

namespace Modelwright.Integration.Tests.Dynamic;

public class CSharpBuildTests
{
    [Fact]
    public void Code_is_built_against_the_runtime_and_can_run()
    {
        var assembly = CSharpBuild.Load("App", """
            public static class App
            {
                public static int Count() => Modelwright.TensorData.Of(new float[6], 2, 3).Count;
            }
            """);

        assembly.GetType("App")!.GetMethod("Count")!.Invoke(null, []).ShouldBe(6);
    }

    [Fact]
    public void Code_that_is_wrong_is_an_internal_error_that_shows_it()
    {
        var error = Should.Throw<InvalidOperationException>(() => CSharpBuild.Load("App", "class App { int Bad() => \"\"; }"));

        error.Message.ShouldBe(
            "internal error: the code generated for 'App' does not compile: "
            + "(1,26): error CS0029: Cannot implicitly convert type 'string' to 'int'");
    }
}
