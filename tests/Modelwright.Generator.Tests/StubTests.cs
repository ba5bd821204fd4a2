namespace Modelwright.Generator.Tests;

/// <summary>A file with errors doesn't drown the project in more of them.</summary>
public class StubTests
{
    private const string Model = """
        namespace Acme
        model Lm(vocab: int = 16, scale: float = 0.5, tied: bool = true, name: int = 4 - 1, gate: "none" | "open" = "open") {
            input tokens : int64[B, T]
            stream T
            param embed : float[vocab, 8]
            output logits : float[B, T, 8] = embed[tokens] * scale
        }
        """;

    private const string User = """
        using System;
        using Acme;
        using Modelwright;

        public static class User
        {
            public static float Use()
            {
                IModel untyped = Lm.Initialize(1);
                var model = Lm.Load("weights.safetensors");
                long[] tokens = [1, 2];
                var logits = new float[2 * 8];
                model.Forward(tokens, 1, 2, logits);
                var session = model.CreateSession(maxLength: 64, batch: 1);
                session.Prefill(tokens, logits);
                session.Step(tokens.AsSpan(0, 1), logits.AsSpan(0, 8));
                var tensor = model.Forward(System.Numerics.Tensors.Tensor.Create(tokens, [1, 2]));
                return (float)(tensor[0, 1, 2] + Lm.Vocab * Lm.Scale + (Lm.Tied ? 1 : 0) + Lm.Gate.Length + session.Position);
            }
        }
        """;

    [Theory]
    [InlineData("* scale", "* scale")]
    [InlineData("* scale", "* BROKEN")]
    [InlineData("* scale", "* scale +")]
    [InlineData("8]\n    output", "]\n    output")]
    [InlineData("stream T", "stream T frobnicate")]
    public void Code_that_uses_the_class_has_no_errors(string text, string instead)
    {
        var project = new Project(("/app/lm.model", Model.Replace(text, instead)));
        project.AddCSharp(User);
        project.Run();

        project.CSharpErrors.ShouldBeEmpty();
        (project.Errors.FirstOrDefault() is null).ShouldBe(text == instead, project.Errors.FirstOrDefault());
    }

    [Fact]
    public Task A_stub_has_the_members_that_the_header_promises()
    {
        var project = new Project(("/app/lm.model", Model.Replace("* scale", "* BROKEN"))).Run();

        return Verify(project.Source("Acme.Lm.g.cs"), "cs").ToTask();
    }

    [Theory]
    [InlineData("* 2")]
    [InlineData("* BROKEN")]
    public void A_session_asks_for_the_batch_first_and_then_for_other_extents(string text)
    {
        var project = new Project(("/app/prompted.model", $$"""
            model Prompted {
                input prompt : float[P, 8]
                input x : float[B, T, 8]
                stream T
                output y : float[B, T, 8] = [b, t, d] => x[b, t, d] {{text}} + sum[p](prompt[p, d])
            }
            """));
        project.AddCSharp("public static class User { public static object Use(App.Prompted model) => model.CreateSession(64, 2, p: 3) ?? model.CreateSession(64, batch: 2, 3); }");
        project.Run().CSharpErrors.ShouldBeEmpty();
    }

    [Fact]
    public void Several_outputs_come_as_results()
    {
        var project = new Project(("/app/pair.model", """
            namespace Acme
            model Pair {
                input x : float[N]
                output twice : float[N] = x * 2
                output half : float[N] = x * BROKEN
            }
            """));
        project.AddCSharp("""
            public static class User
            {
                public static float Use(Acme.Pair pair, System.Numerics.Tensors.Tensor<float> x)
                {
                    var results = pair.Forward(x);
                    return results.Twice[0] + results.Half[0];
                }
            }
            """);

        project.Run().CSharpErrors.ShouldBeEmpty();
    }

    [Fact]
    public void Text_that_is_no_model_at_all_gives_errors_and_no_class()
    {
        var project = new Project(("/app/noise.model", "\u0001 }}} model ((( \"")).Run();

        project.Result.Diagnostics.ShouldNotBeEmpty();
        project.Result.Diagnostics.ShouldAllBe(d => d.Id != "MW9999");
        project.CSharpErrors.ShouldBeEmpty();
    }
}
