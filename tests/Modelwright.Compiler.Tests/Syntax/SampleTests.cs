using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

public sealed class SampleTests
{
    public static TheoryData<string> Names => [.. Samples.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_parses_without_error(string name)
    {
        var parsed = Parsed.Text(Samples.Read(name));

        parsed.Errors.ShouldBeEmpty();
        parsed.File.Declarations.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("byte_lm")]
    [InlineData("language")]
    public async Task Tree_of(string name) =>
        await Verify(SyntaxPrinter.Print(Parsed.Text(Samples.Read(name + ".model")).File)).UseParameters(name);
}
