using Microsoft.CodeAnalysis;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Modelwright.Generator.Pipeline;

using Location = Modelwright.Compiler.Syntax.Location;

namespace Modelwright.Generator.Tests;

/// <summary>Errors reach the build at their place in the <c>.model</c> file.</summary>
public class DiagnosticTests
{
    [Fact]
    public void An_error_stands_where_it_is_in_the_file()
    {
        var project = new Project(("/app/tiny.model", """
            namespace Acme
            model Tiny {
                input x : float[N, 4]
                output y : float[N, 4] = x + BROKEN
            }
            """)).Run();

        var diagnostic = project.Result.Diagnostics.ShouldHaveSingleItem();
        diagnostic.ToString().ShouldStartWith("/app/tiny.model(4,34): error MW0101: ");
        diagnostic.Severity.ShouldBe(DiagnosticSeverity.Error);
        diagnostic.Location.Kind.ShouldBe(LocationKind.ExternalFile);
        diagnostic.Location.GetLineSpan().Span.ToString().ShouldBe("(3,33)-(3,39)");
    }

    [Fact]
    public void A_warning_is_a_warning_of_the_build_with_its_notes()
    {
        var source = new SourceText("/app/tiny.model", "let x = 1\nlet y = 2\n");
        var kind = new DiagnosticKind("MW0900", Severity.Warning, "Something odd");
        var note = new DiagnosticNote(new Location(source, new TextSpan(4, 1)), "it is declared here");

        var diagnostic = ReportedDiagnostic
            .Of(new Compiler.Syntax.Diagnostic(kind, new Location(source, new TextSpan(14, 1)), "this is odd", [note]))
            .ToDiagnostic();

        diagnostic.ToString().ShouldBe("/app/tiny.model(2,5): warning MW0900: this is odd; it is declared here at /app/tiny.model(1,5)");
        diagnostic.Severity.ShouldBe(DiagnosticSeverity.Warning);
        diagnostic.AdditionalLocations.ShouldHaveSingleItem().GetLineSpan().Span.ToString().ShouldBe("(0,4)-(0,5)");
        diagnostic.Descriptor.CustomTags.ShouldNotContain(WellKnownDiagnosticTags.NotConfigurable);
    }

    [Fact]
    public void A_warning_leaves_the_class_and_obeys_the_project()
    {
        Project Built() => new(("/app/tiny.model", "model Tiny(unused: int = 1) { input x : float[N]  output y : float[N] = x }"));

        var plain = Built().Run();
        plain.Messages.ShouldHaveSingleItem().ShouldBe("/app/tiny.model(1,12): warning MW0300: constant 'unused' is never read");
        plain.Result.GeneratedSources.ShouldHaveSingleItem();
        plain.CSharpErrors.ShouldBeEmpty();

        Built().With(o => o.WithSpecificDiagnosticOptions([new("MW0300", ReportDiagnostic.Suppress)])).Run().Messages.ShouldBeEmpty();
        Built().With(o => o.WithGeneralDiagnosticOption(ReportDiagnostic.Error)).Run().Messages.ShouldHaveSingleItem().ShouldContain("error MW0300");
    }

    [Fact]
    public void Independent_errors_of_several_files_are_all_reported()
    {
        const string text = "model {0} {{ input x : float[N]  output y : float[N] = x + BROKEN }}";
        var project = new Project(
            ("/app/a.model", string.Format(text, "First")), ("/app/b.model", string.Format(text, "Second"))).Run();

        project.Result.Diagnostics.Select(d => d.Location.GetLineSpan().Path).ShouldBe(["/app/a.model", "/app/b.model"]);
    }

    [Fact]
    public void A_mistake_in_an_imported_file_is_reported_once_and_there()
    {
        const string user = """
            import "lib/blocks.model"
            model {0} {{ input x : float[N, 4]  output y : float[N, 4] = Twice(x) }}
            """;
        var project = new Project(
            ("/app/lib/blocks.model", "block Twice(x: float[N, D]) -> float[N, D] { return x * BROKEN }"),
            ("/app/a.model", string.Format(user, "First")),
            ("/app/b.model", string.Format(user, "Second"))).Run();

        project.Messages.ShouldHaveSingleItem().ShouldStartWith("/app/lib/blocks.model(1,57): error MW0101");
    }

    [Fact]
    public void An_import_that_is_not_there_is_an_error_at_the_import()
    {
        var project = new Project(("/app/a.model", """
            import "missing.model"
            model Tiny { input x : float[N]  output y : float[N] = x }
            """)).Run();

        project.Messages.ShouldHaveSingleItem().ShouldStartWith("/app/a.model(1,1): error MW0104");
    }

    [Theory]
    [InlineData("/app/nets/a.model", "atention.model", "attention.model")]
    [InlineData("/app/nets/a.model", "../blocks/nrom.model", "../blocks/norm.model")]
    [InlineData("/app/a.model", "nets/atention.model", "nets/attention.model")]
    [InlineData("C:\\app\\a.model", "blocks/nrom.model", null)]
    [InlineData("/app/nets/a.model", "a.modle", null)]
    public void A_misspelt_import_is_compared_with_the_files_of_the_project(string path, string import, string? meant)
    {
        var project = new Project(
            ("/app/nets/attention.model", "block Attend(x: float[N, D]) -> float[N, D] { return x }"),
            ("/app/blocks/norm.model", "block Norm(x: float[N, D]) -> float[N, D] { return x }"),
            (path, $$"""
                import "{{import}}"
                model Tiny { input x : float[N]  output y : float[N] = x }
                """)).Run();

        project.Messages.ShouldHaveSingleItem().ShouldBe(
            $"{path}(1,1): error MW0104: there is no file '{import}' to import" + (meant is null ? "" : $"; did you mean '{meant}'?"));
    }

    [Fact]
    public void Two_models_of_one_name_are_an_error_at_the_second()
    {
        const string text = "namespace Acme model Tiny { input x : float[N]  output y : float[N] = x }";
        var project = new Project(("/app/b.model", text), ("/app/a.model", text)).Run();

        project.Messages.ShouldBe([
            "/app/b.model(1,22): error MW0108: 'Acme.Tiny' is declared already at /app/a.model(1,22); "
            + "give one of the two another name or namespace"]);
        project.Result.GeneratedSources.Select(s => s.HintName).ShouldBe(["Acme.Tiny.g.cs"]);
        project.CSharpErrors.ShouldBeEmpty();
    }

    [Fact]
    public void A_failure_of_the_compiler_is_one_error_at_the_file()
    {
        var broken = new CompilationUnit(new ModelFile("/app/a.model", null!, EquatableList<string>.Empty), EquatableList<ModelFile>.Empty, EquatableList<string>.Empty);

        var translation = Translation.Of(broken, "App", CancellationToken.None);

        translation.Sources.ShouldBeEmpty();
        translation.Diagnostics.ShouldHaveSingleItem().ToDiagnostic().ToString().ShouldStartWith(
            "/app/a.model(1,1): error MW9999: the model compiler failed on this file: NullReferenceException: ");
    }

    [Fact]
    public void Errors_cannot_be_switched_off()
    {
        var project = new Project(("/app/a.model", "model Tiny { input x : float[N]  output y : float[N] = BROKEN }")).Run();

        project.Result.Diagnostics.ShouldHaveSingleItem().Descriptor.CustomTags.ShouldContain(WellKnownDiagnosticTags.NotConfigurable);
    }
}
