using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Dynamic;

/// <summary>Models compiled at run time.</summary>
public class DynamicModelTests
{
    private const string Tiny = "model Tiny(width: int = 4) { input x : float[N, width]  output y : float[N, width] = 2 * x }";

    [Fact]
    public void A_text_becomes_a_model_that_runs()
    {
        var model = DynamicModel.Compile([new SourceText("tiny.model", Tiny)]).Initialize(1);

        var outputs = model.Run(new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f, 2, 3, 4], 1, 4) });
        outputs["y"].As<float>().ToArray().ShouldBe([2, 4, 6, 8]);
    }

    [Fact]
    public void Constants_are_replaced()
    {
        var compiled = DynamicModel.Compile(
            [new SourceText("tiny.model", Tiny)], constants: new Dictionary<string, string> { ["width"] = "2" });

        compiled.Initialize(1).Inputs.ShouldHaveSingleItem().Shape.ShouldBe(["N", "2"]);
    }

    [Fact]
    public void Errors_are_an_exception_with_every_diagnostic()
    {
        var text = new SourceText("tiny.model", Tiny.Replace("2 * x", "2 * y + z"));
        var error = Should.Throw<ModelCompilationException>(() => DynamicModel.Compile([text]));

        error.Diagnostics.Count.ShouldBe(2);
        error.Message.ShouldStartWith("tiny.model(1,90): error MW0101");
    }

    [Fact]
    public void Of_several_models_one_must_be_named()
    {
        SourceText[] sources = [new("tiny.model", Tiny + Tiny.Replace("Tiny", "Small"))];

        Should.Throw<ArgumentException>(() => DynamicModel.Compile(sources)).Message.ShouldContain("Tiny, Small");
        DynamicModel.Compile(sources, "Small").Initialize(1).Name.ShouldBe("Small");
        Should.Throw<ModelCompilationException>(() => DynamicModel.Compile(sources, "Large")).Message.ShouldContain("'Large'");
    }

    [Fact]
    public void Imports_are_read_beside_the_importing_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lib/blocks.model", "block Twice(x: float[N, D]) -> float[N, D] { return 2 * x }");
        var path = folder.Write("tiny.model", "import \"lib/blocks.model\" " + Tiny.Replace("2 * x", "Twice(x)"));

        DynamicModel.Compile(path).Initialize(1).Name.ShouldBe("Tiny");
    }

    [Fact]
    public void A_file_that_is_not_there_is_said()
    {
        Should.Throw<FileNotFoundException>(() => DynamicModel.Compile("missing.model")).Message.ShouldContain("missing.model");
    }
}
