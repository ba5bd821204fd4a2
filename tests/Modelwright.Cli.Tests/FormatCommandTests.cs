using System.Text;

namespace Modelwright.Cli.Tests;

public sealed class FormatCommandTests : IDisposable
{
    private const string Untidy = "model  M{input x:float[B]\n output y:float[B]=x}";

    private const string Tidy = "model M {\n    input x : float[B]\n    output y : float[B] = x\n}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Formats_what_needs_it_and_says_so()
    {
        var untidy = _folder.Write("untidy.model", Untidy);
        var tidy = _folder.Write("tidy.model", Tidy);
        var written = File.GetLastWriteTimeUtc(tidy);

        (await Format(untidy, tidy)).ShouldBe(new Outcome(0, "./untidy.model\n", ""));

        File.ReadAllText(untidy).ShouldBe(Tidy);
        File.GetLastWriteTimeUtc(tidy).ShouldBe(written);
        _folder.Files.ShouldBe(["tidy.model", "untidy.model"]);
        (await Format(untidy, tidy)).ShouldBe(new Outcome(0, "", ""));
    }

    [Fact]
    public async Task Only_checks_if_told_so()
    {
        var untidy = _folder.Write("untidy.model", Untidy);
        var tidy = _folder.Write("tidy.model", Tidy);

        (await Format("--check", untidy, tidy)).ShouldBe(new Outcome(1, "./untidy.model\n", ""));
        (await Format("--check", tidy)).ShouldBe(new Outcome(0, "", ""));

        File.ReadAllText(untidy).ShouldBe(Untidy);
    }

    [Fact]
    public async Task Finds_the_models_below_a_folder()
    {
        foreach (var name in new[] { "b.model", "a/c.model", "bin/d.model", "a/obj/e.model", ".hidden/f.model", "a/notes.txt" })
            _folder.Write(name, Untidy);

        (await Format(_folder.Path, _folder["b.model"])).ShouldBe(new Outcome(0, "./b.model\n./a/c.model\n", ""));
    }

    [Fact]
    public async Task Leaves_a_file_with_errors_as_it_is_and_goes_on()
    {
        var bad = _folder.Write("bad.model", "model M { let x = }");
        var untidy = _folder.Write("untidy.model", Untidy);

        (await Format(_folder["missing.model"], bad, untidy)).ShouldBe(new Outcome(1, "./untidy.model\n", """
            error: there is no file './missing.model'
            ./bad.model(1,19): error MW0010: expected an expression after '=', found '}'
             1 | model M { let x = }
               |                   ^

            """));

        File.ReadAllText(bad).ShouldBe("model M { let x = }");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keeps_a_byte_order_mark(bool hasMark)
    {
        var path = _folder.Write("m.model", "");
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: hasMark);
        File.WriteAllText(path, "// é\r\nconst a=1", encoding);

        await Format(path);

        File.ReadAllBytes(path).ShouldBe([.. encoding.GetPreamble(), .. encoding.GetBytes("// é\r\nconst a = 1\r\n")]);
    }

    [Fact]
    public async Task Refuses_what_is_not_utf8()
    {
        var path = _folder.Write("m.model", "");
        byte[] latin = [.. "// "u8, 0xE9, (byte)'\n'];
        File.WriteAllBytes(path, latin);

        (await Format(path)).ShouldBe(new Outcome(1, "", "error: './m.model' is not UTF-8\n"));

        File.ReadAllBytes(path).ShouldBe(latin);
    }

    [Fact]
    public async Task Keeps_links_and_permissions()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = _folder.Write("target.model", Untidy);
        File.CreateSymbolicLink(_folder["link.model"], path);
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        File.SetUnixFileMode(path, mode);

        await Format(_folder["link.model"]);

        File.ReadAllText(path).ShouldBe(Tidy);
        File.GetUnixFileMode(path).ShouldBe(mode);
        new FileInfo(_folder["link.model"]).LinkTarget.ShouldBe(path);
    }

    private Task<Outcome> Format(params string[] arguments) => Cli.RunAsync(_folder, ["fmt", .. arguments]);
}
