using VerifyXunit;

namespace Modelwright.Integration.Tests.Snapshots;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snapshot").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Compares_with_the_file_beside_the_test() => Verify("one\ntwo\n").ToTask();

    [Theory]
    [InlineData("a", 1)]
    [InlineData("b", 2)]
    public async Task Names_the_file_after_class_method_and_parameters(string text, int number) =>
        await Verify($"{text} {number}").UseParameters(text, number);

    [Fact]
    public void Missing_verified_file_fails_and_leaves_what_was_received()
    {
        var snapshot = Open();

        var error = Should.Throw<VerifyException>(() => snapshot.Check("text"));

        error.Message.ShouldContain(snapshot.ReceivedPath);
        error.Message.ShouldContain(snapshot.VerifiedPath);
        File.ReadAllText(snapshot.ReceivedPath).ShouldBe("text");
        File.Exists(snapshot.VerifiedPath).ShouldBeFalse();
    }

    [Fact]
    public void Mismatch_fails_and_shows_the_first_difference()
    {
        var snapshot = Open();
        File.WriteAllText(snapshot.VerifiedPath, "same\nold\n");

        var error = Should.Throw<VerifyException>(() => snapshot.Check("same\nnew\n"));

        error.Message.ShouldContain("line 2:\n  same\n- old");
        error.Message.ShouldContain("+ new");
        File.ReadAllText(snapshot.ReceivedPath).ShouldBe("same\nnew\n");
        File.ReadAllText(snapshot.VerifiedPath).ShouldBe("same\nold\n");
    }

    [Fact]
    public void Match_removes_what_was_received_before()
    {
        var snapshot = Open();
        File.WriteAllText(snapshot.VerifiedPath, "text");
        File.WriteAllText(snapshot.ReceivedPath, "other");

        snapshot.Check("text");

        File.Exists(snapshot.ReceivedPath).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("\uFEFFa\n", "a\n")]
    public void Line_endings_and_byte_order_mark_make_no_difference(string verified, string received)
    {
        var snapshot = Open();
        File.WriteAllText(snapshot.VerifiedPath, verified);

        Should.NotThrow(() => snapshot.Check(received));
    }

    [Fact]
    public void White_space_makes_a_difference()
    {
        var snapshot = Open();
        File.WriteAllText(snapshot.VerifiedPath, "a");

        Should.Throw<VerifyException>(() => snapshot.Check("a "));
    }

    [Fact]
    public void Accepting_writes_the_verified_file()
    {
        var snapshot = Open(accept: true);
        File.WriteAllText(snapshot.VerifiedPath, "old");

        snapshot.Check("new\r\n");

        File.ReadAllText(snapshot.VerifiedPath).ShouldBe("new\n");
        File.Exists(snapshot.ReceivedPath).ShouldBeFalse();
    }

    private Snapshot Open(bool accept = false) => new(_folder, "Class.Method", "txt") { Accept = accept, ShowDiff = false };
}
