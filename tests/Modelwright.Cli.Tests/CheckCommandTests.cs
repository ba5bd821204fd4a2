using System.Text.Json;
using Modelwright.Fuzz;

namespace Modelwright.Cli.Tests;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Says_nothing_about_a_good_file()
    {
        var file = _folder.Write("good.model", Models.Scale);

        (await Check(file)).ShouldBe(new Outcome(0, "", ""));
    }

    [Fact]
    public async Task Shows_each_independent_error_in_its_line()
    {
        var file = _folder.Write("bad.model", """
            model Bad(size: int = 3) {
                input x : float[B, size]
                let w = first
                output y : float[B, size] = x * w + z
            }
            """);

        (await Check(file)).ShouldBe(new Outcome(1, """
            ./bad.model(3,13): error MW0101: unknown name 'first'
             3 |     let w = first
               |             ^^^^^
            ./bad.model(4,41): error MW0101: unknown name 'z'
             4 |     output y : float[B, size] = x * w + z
               |                                         ^

            """, ""));
    }

    [Fact]
    public async Task Goes_on_after_a_file_that_it_cannot_read()
    {
        Directory.CreateDirectory(_folder["folder"]);
        var bad = _folder.Write("bad.model", "model Bad { output y : float[] = z }");

        (await Check(_folder["missing.model"], _folder["folder"], bad)).ShouldBe(new Outcome(
            1,
            """
            ./bad.model(1,34): error MW0101: unknown name 'z'
             1 | model Bad { output y : float[] = z }
               |                                  ^

            """,
            "error: there is no file './missing.model'\nerror: './folder' is a folder, not a file\n"));
    }

    [Fact]
    public async Task Finds_imports_beside_the_importing_file()
    {
        _folder.Write("parts/inner.model", "op twice(x: float[B]) -> float[B] { return 2 * x }");
        _folder.Write("parts/outer.model", "import \"inner.model\"\nop four(x: float[B]) -> float[B] { return twice(twice(x)) }");
        var file = _folder.Write("top.model", """
            import "parts/outer.model"
            model Top { input x : float[B]
                        output y : float[B] = four(x) }
            """);

        (await Check(file)).ShouldBe(new Outcome(0, "", ""));
    }

    [Fact]
    public async Task Recognises_a_circle_of_imports_under_other_spellings()
    {
        Directory.CreateDirectory(_folder["sub"]);
        var file = _folder.Write("a.model", "import \"./sub/../b.model\"");
        _folder.Write("b.model", "import \"sub/../a.model\"");

        var outcome = await Check(file);

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldStartWith("././sub/../b.model(1,1): error MW0104: this import leads back here");
    }

    [Fact]
    public async Task Refuses_a_huge_file_without_reading_it_all()
    {
        using (var huge = File.Create(_folder["huge.model"]))
            huge.SetLength(1L << 40);

        var outcome = await Check(_folder["huge.model"]);

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldStartWith("./huge.model(1,1): error MW0021:");
    }

    [Fact]
    public async Task Never_throws_on_random_bytes()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            File.WriteAllBytes(_folder["random.model"], bytes);

            await ShouldCheckCleanly($"bytes {Convert.ToHexString(bytes)}");
        }
    }

    [Fact]
    public async Task Never_throws_on_mutated_models()
    {
        var random = new Random(2);
        for (var i = 0; i < 200; i++)
        {
            var text = TokenMutation.Of(Models.ByteLm, random);
            File.WriteAllText(_folder["random.model"], text);

            await ShouldCheckCleanly(text);
        }
    }

    [Fact]
    public async Task Writes_json_of_the_same_content()
    {
        var file = _folder.Write("bad.model", "model Bad { output y : float[] = z }");

        var outcome = await Check(file, "--format", "json");

        outcome.ExitCode.ShouldBe(1);
        var diagnostic = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("diagnostics").EnumerateArray().ShouldHaveSingleItem();
        diagnostic.GetProperty("id").GetString().ShouldBe("MW0101");
        diagnostic.GetProperty("file").GetString().ShouldBe("./bad.model");
        diagnostic.GetProperty("start").GetRawText().ShouldMatch("""\{\s*"line": 1,\s*"column": 34\s*\}""");
    }

    [Theory]
    [InlineData("json", "diagnostics")]
    [InlineData("sarif", "runs")]
    public async Task Writes_a_document_of_a_good_file_too(string format, string property)
    {
        var outcome = await Check(_folder.Write("good.model", Models.Scale), "--format", format);

        outcome.ExitCode.ShouldBe(0);
        JsonDocument.Parse(outcome.Output).RootElement.GetProperty(property).ValueKind.ShouldBe(JsonValueKind.Array);
    }

    [Fact]
    public async Task Reports_a_mistake_of_an_imported_file_once()
    {
        _folder.Write("inner.model", "op twice(x: float[B]) -> float[B] { return y }");
        var files = new[] { "a.model", "b.model" }.Select(name => _folder.Write(name, "import \"inner.model\"")).ToArray();

        (await Check(files)).Output.Split('\n').Count(line => line.Contains(": error MW0101", StringComparison.Ordinal)).ShouldBe(1);
    }

    // None is about a mistake of the compiler's own.
    private async Task ShouldCheckCleanly(string what)
    {
        var outcome = await Check(_folder["random.model"]);
        outcome.Error.ShouldBe("", what);
        outcome.Output.ShouldNotContain("MW9999", Case.Sensitive, what);
        outcome.ExitCode.ShouldBe(outcome.Output.Contains(": error MW", StringComparison.Ordinal) ? 1 : 0, what);
    }

    private Task<Outcome> Check(params string[] files) => Cli.RunAsync(_folder, ["check", .. files]);
}
