using System.Numerics.Tensors;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Integration.Tests.Emission;

/// <summary>The class as users write against it, in a namespace that has types with unlucky names.</summary>
public class ModelClassTests
{
    private const string UnluckyNames = """
        namespace Acme.Models
        {
            class Guard { } class Simd { } class Lanes { } class L { } class Span { } class ReadOnlySpan { } class Worker { } class Functions { }
            class Tensor { } class System { } class Modelwright { } class Generated { } class Kernels { } class Dictionary { } class ElementType { }
        }
        """;

    private readonly ModelGraph _graph = Language();

    [Fact]
    public Task Generated_source() => Verify(EmittedModel.Of(_graph).Code, "cs.txt").ToTask();

    [Fact]
    public void Source_is_the_same_every_time() => EmittedModel.Of(Language()).Code.ShouldBe(EmittedModel.Of(_graph).Code);

    [Fact]
    public void Tensors_spans_and_sessions_agree()
    {
        const string user = """
            namespace Acme.Models
            {
                public static class User
                {
                    public static float[][] Run(Language model)
                    {
                        long[] values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
                        var tokens = global::System.Numerics.Tensors.Tensor.Create(values, [2, 5]);
                        var logits = new float[2 * 5 * Language.Vocab];
                        model.Forward(values, 2, 5, logits);

                        var session = model.CreateSession(maxLength: 8, batch: 2);
                        var first = session.Prefill(global::System.Numerics.Tensors.Tensor.Create(new long[] { 1, 2, 3, 6, 7, 8 }, [2, 3]));
                        var fourth = new float[2 * Language.Vocab];
                        session.Step([4, 9], fourth);
                        var fifth = new float[2 * Language.Vocab];
                        session.Prefill([5, 10], fifth);
                        if (session.Position != 5 || session.MaxLength != 8)
                            throw new global::System.Exception("lost count");
                        session.Reset();
                        var again = session.Prefill(tokens);
                        return [Flat(model.Forward(tokens)), logits, Flat(again), Flat(first), fourth, fifth];
                    }

                    static float[] Flat(global::System.Numerics.Tensors.Tensor<float> tensor)
                    {
                        var values = new float[tensor.FlattenedLength];
                        tensor.FlattenTo(values);
                        return values;
                    }
                }
            }
            """;
        var emitted = EmittedModel.Of(_graph, UnluckyNames + user);
        var results = (float[][])emitted.Call("Acme.Models.User", "Run", emitted.Initialize(5));
        results[1].ShouldBe(results[0]);
        Close(results[2], results[0]);
        Close(results[3], [.. Steps(results[0], 0, 0, 3), .. Steps(results[0], 1, 0, 3)]);
        Close(results[4], [.. Steps(results[0], 0, 3, 4), .. Steps(results[0], 1, 3, 4)]);
        Close(results[5], [.. Steps(results[0], 0, 4, 5), .. Steps(results[0], 1, 4, 5)]);

        static float[] Steps(float[] logits, int sequence, int from, int to) => logits[(((sequence * 5) + from) * 16)..(((sequence * 5) + to) * 16)];

        static void Close(float[] actual, float[] expected)
        {
            actual.Length.ShouldBe(expected.Length);
            for (var i = 0; i < actual.Length; i++)
                actual[i].ShouldBe(expected[i], 1e-4f);
        }
    }

    [Fact]
    public void A_model_describes_itself()
    {
        var model = EmittedModel.Of(_graph).Initialize(1);
        model.Name.ShouldBe("Language");
        model.Definition.Sources.Single().ShouldBe(new ModelSource("language.model", "a \"quoted\" text\nof two lines"));
        model.Definition.Constants.ShouldBe(new Dictionary<string, object> { ["vocab"] = 16L, ["class"] = "a\"b", ["name"] = 0.5, ["is_odd"] = true });
        model.Inputs.Single().ToString().ShouldBe("tokens : int64[B, T]");
        model.Outputs.Single().ToString().ShouldBe("logits : float[B, T, 16]");
        model.Parameters.Select(p => p.Path).ShouldBe(_graph.AllParameters().Select(p => p.Path), ignoreOrder: true);
        foreach (var parameter in model.Parameters)
            model.GetParameter(parameter.Path).ToString().ShouldBe(parameter.ElementType.Keyword() + "[" + string.Join(", ", parameter.Shape) + "]");
        Should.Throw<KeyNotFoundException>(() => model.GetParameter("nothing")).Message.ShouldBe("there is no parameter 'nothing'");
    }

    [Fact]
    public void Weights_are_read_back_as_they_were_given()
    {
        var emitted = EmittedModel.Of(_graph);
        var given = emitted.Initialize(3);
        var weights = given.Parameters.ToDictionary(p => p.Path, p => given.GetParameter(p.Path));
        var model = emitted.Create(weights);
        foreach (var parameter in model.Parameters)
            model.GetParameter(parameter.Path).Array<float>().ShouldBe(weights[parameter.Path].Array<float>());
        weights.Remove("embed");
        Should.Throw<WeightsMismatchException>(() => emitted.Create(weights)).Message.ShouldContain("missing: embed : float[16, 8]");
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_the_models_words()
    {
        var model = EmittedModel.Of(_graph).Initialize(1);
        Refused<ArgumentException>(TensorData.Of(new long[] { 1, 2 }, 2), "tokens: expected [B, T], got [2]");
        Refused<ArgumentException>(TensorData.Of(new long[0], 1, 0), "tokens: axis T is 0");
        Refused<ArgumentException>(TensorData.Of(new float[2], 1, 2), "tokens: expected int64, got float");
        Refused<IndexOutOfRangeException>(TensorData.Of(new long[] { 1, 16 }, 1, 2), "tokens has the index 16, but embed has 16 rows");
        Refused<IndexOutOfRangeException>(TensorData.Of(new long[] { -1 }, 1, 1), "tokens has the index -1, but embed has 16 rows");

        var session = model.CreateSession(3)!;
        session.Run(Tokens(1, 2));
        Should.Throw<InvalidOperationException>(() => session.Run(Tokens(1, 2))).Message.ShouldBe("the session is at step 2 of at most 3: 2 more do not fit");
        Should.Throw<ArgumentException>(() => session.Run(new Dictionary<string, TensorData> { ["tokens"] = TensorData.Of(new long[2], 2, 1) }))
            .Message.ShouldBe("axis B is 2, but the session was created with 1");
        session.Run(Tokens(1));
        session.Position.ShouldBe(3);

        void Refused<TException>(TensorData tokens, string message)
            where TException : Exception =>
            Should.Throw<TException>(() => model.Run(new Dictionary<string, TensorData> { ["tokens"] = tokens })).Message.ShouldBe(message);

        static Dictionary<string, TensorData> Tokens(params long[] values) => new() { ["tokens"] = TensorData.Of(values, 1, values.Length) };
    }

    [Fact]
    public void The_batch_of_a_session_leads_the_streamed_inputs()
    {
        var f = new FunctionBuilder();
        var prompt = f.Input("prompt", Float(Dim.Symbol("P"), 4));
        var x = f.Input("x", Float(T, B, 4));
        var y = f.Add(new Add(), x, f.Sum(prompt, 0));
        const string user = """
            public static class User
            {
                public static object Run(Tested model)
                {
                    var session = model.CreateSession(maxLength: 8, batch: 2, p: 3);
                    var y = new float[8];
                    session.Step([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8], y);
                    return y;
                }
            }
            """;
        var emitted = EmittedModel.Of(Model("T", f.Build("Main", y)), user);
        emitted.Call("User", "Run", emitted.Initialize(1)).ShouldBe(new float[] { 7, 8, 9, 10, 11, 12, 13, 14 });
        Should.Throw<NotSupportedException>(() => emitted.Initialize(1).CreateSession(8, 2)).Message.ShouldBe(
            "a session of Tested needs the extents B, P; call CreateSession(maxLength, batch, p) of the class Tested");
    }

    [Fact]
    public void A_symbol_of_other_inputs_is_no_batch()
    {
        var f = new FunctionBuilder();
        var y = f.Add(new Add(), f.Input("x", Float(T, 4)), f.Sum(f.Input("prompt", Float(Dim.Symbol("P"), 4)), 0));
        var emitted = EmittedModel.Of(Model("T", f.Build("Main", y)));
        Should.Throw<NotSupportedException>(() => emitted.Initialize(1).CreateSession(8, 2)).Message.ShouldBe(
            "a session of Tested needs the extents P; call CreateSession(maxLength, p) of the class Tested");
    }

    [Fact]
    public void A_failed_step_leaves_the_session_as_it_was()
    {
        var model = EmittedModel.Of(_graph).Initialize(1);
        var (undisturbed, disturbed) = (model.CreateSession(3)!, model.CreateSession(3)!);
        undisturbed.Run(Token(4));
        disturbed.Run(Token(4));
        Should.Throw<IndexOutOfRangeException>(() => disturbed.Run(Token(99)));
        disturbed.Run(Token(7))["logits"].Array<float>().ShouldBe(undisturbed.Run(Token(7))["logits"].Array<float>());

        static Dictionary<string, TensorData> Token(long value) => new() { ["tokens"] = TensorData.Of([value], 1, 1) };
    }

    [Fact]
    public void Names_that_csharp_reserves_or_that_clash_are_told_apart()
    {
        var block = new FunctionBuilder();
        var function = block.Build("Simd", block.Add(new Exp(), block.Input("class", Float(B, T))));
        var f = new FunctionBuilder();
        var x = f.Input("class", Float(B, T));
        var y = f.Input("b", Float(T));
        var z = f.Add(new Add(), f.Call(function, "worker", x)[0], f.Mul(y, f.Input("weights", Float())));
        z.Name = "total";
        var sum = f.Sum(z, 1);
        sum.Name = "int";
        var graph = Model(null, function, f.Build("Lanes", z, sum));
        new Agreement(graph).ShouldHold();
        new Agreement(PassPipeline.Run(graph)).ShouldHold();
    }

    private static ModelGraph Language()
    {
        var graph = PassPipeline.Run(SmallModel.Build());
        return new ModelGraph
        {
            Name = "Language",
            Namespace = "Acme.Models",
            Documentation = "Reads <bytes> & predicts them.\nWith a second line.",
            Constants = [new("vocab", 16L, "How many bytes."), new("class", "a\"b", null), new("name", 0.5, null), new("is_odd", true, null)],
            Inputs = [new("tokens", Int(B, T), "The text so far.")],
            Outputs = [new("logits", Float(B, T, 16), null)],
            StreamAxis = "T",
            Main = graph.Main,
            Functions = graph.Functions,
            Location = new Location(new SourceText("language.model", "a \"quoted\" text\nof two lines"), default),
        };
    }
}
