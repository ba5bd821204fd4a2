using System.Text.RegularExpressions;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Sessions;

/// <summary>The C# of <c>docs/recurrence.md</c> compiles against the class of its model, and does what its comments say.</summary>
public sealed class RecurrencePageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_session_of_the_page_runs()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "recurrence.md"));
        var code = Fence("csharp").Match(page).Groups[1].Value;
        var generated = DynamicModel.Compile([new SourceText("memory.model", Fence("model memory.model").Match(page).Groups[1].Value)]).Code;

        var run = CSharpBuild.Load("RecurrencePage", $$"""
            {{generated}}

            public static class Page
            {
                public static (float[] Next, global::Modelwright.TensorData State, int[] Positions) Run()
                {
                    {{code.Replace("conversation.safetensors", _folder["conversation.safetensors"].Replace("\\", "/", StringComparison.Ordinal), StringComparison.Ordinal)}}
                    return (next, state, session.Positions.ToArray());
                }
            }
            """.Replace("TensorData state", "global::Modelwright.TensorData state", StringComparison.Ordinal).Replace("Memory.Initialize", "global::Samples.Memory.Initialize", StringComparison.Ordinal))
            .GetType("Page", throwOnError: true)!.GetMethod("Run")!;
        var (next, state, positions) = ((float[], TensorData, int[]))run.Invoke(null, null)!;

        next.ShouldContain(x => x != 0);
        state.Shape.ToArray().ShouldBe([2, 2, 16, 16]);
        positions.ShouldBe([6, 3]);
    }

    private static Regex Fence(string kind) => new($"^```{Regex.Escape(kind)}\\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, TimeSpan.FromSeconds(10));
}
