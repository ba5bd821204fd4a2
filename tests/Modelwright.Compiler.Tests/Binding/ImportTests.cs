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

    [Fact]
    public void A_chain_of_imports_has_an_end() => Compile([
        ("0.model", "import \"1.model\"\n" + Model), .. Enumerable.Range(1, 10_000).Select(i => ($"{i}.model", $"import \"{i + 1}.model\"")), ("10001.model", Twice)])[0]
        .ShouldBe("64.model(1,1): error MW0115: this is the end of a chain of more than 64 imports");

    [Fact]
    public void A_chain_of_64_imports_is_none_too_long() => Compile([
        ("0.model", "import \"1.model\"\n" + Model), .. Enumerable.Range(1, 63).Select(i => ($"{i}.model", $"import \"{i + 1}.model\"")), ("64.model", Twice)]).ShouldBeEmpty();

    [Fact]
    public void A_file_does_not_import_thousands() => Compile([
        ("0.model", string.Concat(Enumerable.Range(1, 5000).Select(i => $"import \"{i}.model\"\n"))), .. Enumerable.Range(1, 5000).Select(i => ($"{i}.model", ""))])[0]
        .ShouldBe("0.model(1001,1): error MW0115: more than 1000 files are imported");

    private const string Twice = "op twice(x: float[B]) -> float[B] { return 2 * x }";

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
