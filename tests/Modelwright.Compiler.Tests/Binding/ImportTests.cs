using Modelwright.Compiler.Syntax;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

public sealed class ImportTests
{
    private const string Model = "model M() { input x : float[B]\n output y : float[B] = twice(x) }";

    [Fact]
    public void What_an_import_imports_is_seen_once() => Compile(
        ("a.model", "import \"b.model\"\nimport \"c.model\"\n" + Model), ("b.model", "import \"d.model\""), ("c.model", "import \"d.model\""),
        ("d.model", "op twice(x: float[B]) -> float[B] { return 2 * x }")).ShouldBeEmpty();

    [Fact]
    public void A_circle_is_shown_from_where_it_starts() => Compile(
        ("a.model", "import \"b.model\""), ("b.model", "\nimport \"c.model\""), ("c.model", "import \"b.model\""))
        .ShouldBe(["c.model(1,1): error MW0104: this import leads back here: b.model → c.model → b.model"]);

    [Fact]
    public void A_file_does_not_import_itself() =>
        Compile(("a.model", "import \"a.model\"")).ShouldBe(["a.model(1,1): error MW0104: a file does not import itself"]);

    [Fact]
    public void An_import_twice_is_one_too_many() => Compile(
        ("a.model", "import \"b.model\"\nimport \"b.model\"\n" + Model), ("b.model", "op twice(x: float[B]) -> float[B] { return 2 * x }"))
        .ShouldBe(["a.model(2,1): error MW0104: 'b.model' is imported already"]);

    [Fact]
    public void A_misspelt_file_is_compared_with_those_there() => Compile(
        ("a.model", "import \"blcks.model\""), ("blocks.model", "")).ShouldBe(["a.model(1,1): error MW0104: there is no file 'blcks.model' to import; did you mean 'blocks.model'?"]);

    private static IReadOnlyList<string> Compile(params (string Path, string Text)[] files)
    {
        var sources = files.ToDictionary(f => f.Path, f => new SourceText(f.Path, f.Text));
        var result = ModelCompiler.Compile([sources[files[0].Path]], new CompileOptions
        {
            Import = (_, name) => sources.GetValueOrDefault(name),
            Importable = _ => sources.Keys,
        });
        return result.Diagnostics.Select(d => d.ToString()).ToList();
    }
}
