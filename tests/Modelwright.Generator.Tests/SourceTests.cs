using System.Globalization;

namespace Modelwright.Generator.Tests;

public class SourceTests
{
    private const string Tiny = "model Tiny { input x : float[N, 4]  output y : float[N, 4] = x * 0.5 }";

    [Fact]
    public Task A_model_becomes_a_class()
    {
        var project = new Project(("/app/affine.model", """
            namespace Acme.Models

            /// Scales and shifts each channel.
            model Affine(width: int = 4, name: "plain" | "fancy" = "plain") {
                /// What to shift.
                input x : float[B, T, width]
                stream T
                param scale : float[width] = 1
                param shift : float[width] = 0
                output y : float[B, T, width] = x * scale + shift
            }
            """)).Run();

        project.Errors.ShouldBeEmpty();
        project.CSharpErrors.ShouldBeEmpty();
        return Verify(Surface.Of(project.Compilation.GetTypeByMetadataName("Acme.Models.Affine")!)).ToTask();
    }

    [Fact]
    public void The_class_keeps_its_text_without_the_folders_it_was_in()
    {
        var project = new Project(
            ("/home/me/app/models/tiny.model", "import \"../lib/blocks.model\" " + Tiny.Replace("x * 0.5", "Half(x)")),
            ("/home/me/app/lib/blocks.model", "block Half(x: float[N, D]) -> float[N, D] { return x * 0.5 }")).Run();

        project.Messages.ShouldBeEmpty();
        var source = project.Source("App.Tiny.g.cs");
        source.ShouldContain("\"tiny.model\"");
        source.ShouldContain("\"../lib/blocks.model\"");
        source.ShouldNotContain("/home");
    }

    [Fact]
    public void Files_with_several_models_give_a_class_each()
    {
        var project = new Project(
            ("/app/a.model", "namespace Acme " + Tiny + Tiny.Replace("Tiny", "Small")),
            ("/app/b.model", "namespace Other " + Tiny + Tiny.Replace("Tiny", "Large"))).Run();

        project.Messages.ShouldBeEmpty();
        project.CSharpErrors.ShouldBeEmpty();
        project.Result.GeneratedSources.Select(s => s.HintName).ShouldBe(
            ["Acme.Tiny.g.cs", "Acme.Small.g.cs", "Other.Tiny.g.cs", "Other.Large.g.cs"]);
    }

    [Fact]
    public void A_file_without_namespace_takes_the_root_namespace()
    {
        var project = new Project([new MemoryFile("/app/tiny.model", Tiny)], rootNamespace: "Acme.App").Run();

        project.Compilation.GetTypeByMetadataName("Acme.App.Tiny").ShouldNotBeNull();
        project.CSharpErrors.ShouldBeEmpty();
    }

    [Fact]
    public void A_project_without_root_namespace_gets_global_classes()
    {
        var project = new Project([new MemoryFile("/app/tiny.model", Tiny)], rootNamespace: "").Run();

        project.Compilation.GetTypeByMetadataName("Tiny").ShouldNotBeNull();
        project.CSharpErrors.ShouldBeEmpty();
    }

    [Fact]
    public void Other_additional_files_are_never_read()
    {
        var weights = new MemoryFile("/app/weights.safetensors", "\0\0\0");
        var model = new MemoryFile("/app/tiny.model", Tiny);
        new Project([weights, model]).Run();

        weights.Reads.ShouldBe(0);
        model.Reads.ShouldBe(1);
    }

    [Fact]
    public void The_text_is_the_same_under_every_culture()
    {
        var expected = Text();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "minus";
            CultureInfo.CurrentCulture = comma;
            Text().ShouldBe(expected);
            CultureInfo.CurrentCulture.ShouldBe(comma);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        static string Text() => new Project(("/app/tiny.model", Tiny)).Run().Source("App.Tiny.g.cs");
    }

    [Fact]
    public void The_generator_is_not_newer_than_the_compiler_it_runs_in()
    {
        // Otherwise the build warns (CS9057) and leaves the generator out.
        var needs = typeof(ModelGenerator).Assembly.GetReferencedAssemblies().Single(a => a.Name == "Microsoft.CodeAnalysis");
        needs.Version!.ShouldBeLessThanOrEqualTo(new Version(4, 14, 0, 0));
    }
}
