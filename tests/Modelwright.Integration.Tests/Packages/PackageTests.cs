using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Packages;

/// <summary>What a user's project has when it references the package and nothing else.</summary>
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    [Fact]
    public async Task A_model_file_anywhere_in_the_project_is_a_class()
    {
        var folder = packages.CreateProgram(
            "Shift",
            ("Models/shift.model", """
                namespace Acme

                model Shift(width: int = 3) {
                    input x : float[N, width]
                    param by : float[width] = 0.5
                    output y : float[N, width] = x + by
                }
                """),
            ("Program.cs", """
                var y = new float[Acme.Shift.Width];
                Acme.Shift.Initialize(seed: 0).Forward([1, 2, 3], 1, y);
                Console.WriteLine(string.Join(" ", y.Select(v => (int)(2 * v))));
                """));

        var run = await DotnetCommand.RunAsync(folder, "run");

        run.ShouldSucceed().Output.ShouldBe("3 5 7\n");
    }

    [Fact]
    public async Task A_mistake_in_a_model_file_fails_the_build_at_its_place()
    {
        var folder = packages.CreateProgram(
            "Mistake",
            ("mistake.model", """
                model Mistake {
                    input x : float[N, 3]
                    output y : float[N, 3] = x + z
                }
                """),
            ("Program.cs", "Console.WriteLine(typeof(Mistake.Mistake));"));

        var build = await DotnetCommand.RunAsync(folder, "build");

        build.ExitCode.ShouldBe(1);
        var errors = build.Output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).ToArray();
        errors.ShouldNotBeEmpty(build.Output);
        errors.ShouldAllBe(line => line.Contains("mistake.model(3,34): error MW", StringComparison.Ordinal));
    }
}
