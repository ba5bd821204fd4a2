using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Corpus;

/// <summary>
/// What the compiler says about mistakes as people make them, word for word. A new file is a new test; with
/// <c>VERIFY_ACCEPT=1</c> in the environment what is said becomes what is expected.
/// </summary>
public sealed class CorpusTests
{
    private static readonly bool Accepts = Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1";

    public static TheoryData<string> Files() => new(CorpusFile.Names);

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_said_is_what_the_file_expects(string name)
    {
        var file = CorpusFile.Read(name);
        var said = CorpusFile.Lines(file.Compile()).ToList();
        if (Accepts && !said.SequenceEqual(file.Expected))
            file.Accept(said);
        else
            said.ShouldBe(file.Expected);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void One_mistake_gives_one_diagnostic_and_several_give_several(string name)
    {
        var diagnostics = CorpusFile.Read(name).Compile().Diagnostics;
        if (name.StartsWith("several/", StringComparison.Ordinal))
            diagnostics.Count.ShouldBeGreaterThan(1);
        else
            diagnostics.ShouldHaveSingleItem().Kind.ShouldNotBe(Diagnostics.Internal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_said_lies_inside_its_file(string name)
    {
        foreach (var location in CorpusFile.Read(name).Compile().Diagnostics.SelectMany(d => d.Notes.Select(n => n.Location).Prepend(d.Location)))
            location.Span.End.ShouldBeLessThanOrEqualTo(location.Source.Text.Length);
    }
}
