using Microsoft.CodeAnalysis;
using Modelwright.Generator.Pipeline;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace Modelwright.Generator.Tests;

/// <summary>What a later run has to do again. An editor runs the generator at every keystroke.</summary>
public class IncrementalityTests
{
    private const string Base = """
        namespace Acme
        block Twice(x: float[N, D]) -> float[N, D] { return x * 2 }
        model Base { input x : float[N, 4]  output y : float[N, 4] = Twice(x) }
        """;

    private const string User = """
        namespace Acme
        import "base.model"
        model User { input x : float[N, 4]  output y : float[N, 4] = Twice(x) }
        """;

    private const string Other = """
        namespace Acme
        model Other { input x : float[N, 4]  output y : float[N, 4] = x + 1 }
        """;

    private static readonly string[] AllSteps =
        [Steps.Files, Steps.RootNamespace, Steps.Units, Steps.Translations, Steps.Clashes, Steps.Sources];

    private readonly MemoryFile _base = new("/app/base.model", Base);
    private readonly MemoryFile _user = new("/app/user.model", User);
    private readonly MemoryFile _other = new("/app/other.model", Other);
    private readonly Project _project;

    public IncrementalityTests() => _project = new Project([_base, _user, _other]).Run();

    [Fact]
    public void Every_step_is_tracked()
    {
        foreach (var step in AllSteps)
            Reasons(step).Values.Distinct().ShouldBe([New], step);
    }

    [Fact]
    public void An_edit_of_a_csharp_file_repeats_nothing()
    {
        _project.AddCSharp("class Added;");
        _project.Run();

        foreach (var step in AllSteps)
            Reasons(step).Values.Distinct().ShouldBe([Cached], step);
    }

    [Fact]
    public void An_edit_of_another_model_translates_that_one_only()
    {
        _project.Replace(_other, new MemoryFile(_other.Path, Other.Replace("+ 1", "+ 2")));
        _project.Run();

        Reasons(Steps.Files).ShouldBe(PerFile(Cached, Cached, Modified), ignoreOrder: true);
        Reasons(Steps.Units).ShouldBe(PerFile(Unchanged, Unchanged, Modified), ignoreOrder: true);
        Reasons(Steps.Translations).ShouldBe(PerFile(Cached, Cached, Modified), ignoreOrder: true);
        Reasons(Steps.Sources).ShouldBe(PerFile(Cached, Cached, Modified), ignoreOrder: true);
        Reasons(Steps.Clashes).Values.ShouldBe([Cached]);
    }

    [Fact]
    public void An_edit_of_an_imported_file_translates_its_importers()
    {
        _project.Replace(_base, new MemoryFile(_base.Path, Base.Replace("* 2", "* 3")));
        _project.Run();

        Reasons(Steps.Units).ShouldBe(PerFile(Modified, Modified, Unchanged), ignoreOrder: true);
        Reasons(Steps.Translations).ShouldBe(PerFile(Modified, Modified, Cached), ignoreOrder: true);
        Reasons(Steps.Sources).ShouldBe(PerFile(Modified, Modified, Cached), ignoreOrder: true);
    }

    [Fact]
    public void A_new_file_translates_those_alone_that_lack_one()
    {
        _project.Replace(_user, new MemoryFile(_user.Path, User.Replace("base.model", "added.model")));
        _project.Run();
        _project.Add(new MemoryFile("/app/added.model", Base.Replace("Base", "Added")));
        _project.Run();

        var reasons = PerFile(Unchanged, Modified, Unchanged);
        reasons.Add("/app/added.model", New);
        Reasons(Steps.Units).ShouldBe(reasons, ignoreOrder: true);
        _project.Errors.ShouldBeEmpty();
    }

    [Fact]
    public void The_same_text_saved_again_changes_nothing()
    {
        _project.Replace(_user, new MemoryFile(_user.Path, User));
        _project.Run();

        Reasons(Steps.Files).ShouldBe(PerFile(Cached, Unchanged, Cached), ignoreOrder: true);
        Reasons(Steps.Translations).ShouldBe(PerFile(Cached, Cached, Cached), ignoreOrder: true);
    }

    [Fact]
    public void Values_in_the_pipeline_hold_nothing_of_the_csharp_compiler()
    {
        foreach (var value in AllSteps.SelectMany(Outputs).Select(output => output.Value))
            value.GetType().Assembly.ShouldNotBe(typeof(Compilation).Assembly, value.GetType().Name);
    }

    private static Dictionary<string, IncrementalStepRunReason> PerFile(
        IncrementalStepRunReason first, IncrementalStepRunReason user, IncrementalStepRunReason other) =>
        new() { ["/app/base.model"] = first, ["/app/user.model"] = user, ["/app/other.model"] = other };

    private Dictionary<string, IncrementalStepRunReason> Reasons(string step) =>
        Outputs(step).ToDictionary(output => FileOf(output.Value) ?? step, output => output.Reason);

    private IEnumerable<(object Value, IncrementalStepRunReason Reason)> Outputs(string step) =>
        _project.Result.TrackedSteps[step].SelectMany(run => run.Outputs);

    private static string? FileOf(object value) => value switch
    {
        ModelFile file => file.Path,
        CompilationUnit unit => unit.Main.Path,
        Translation translation => translation.Sources[0].Class.Place.Path,
        GeneratedSource source => source.Class.Place.Path,
        _ => null,
    };
}
