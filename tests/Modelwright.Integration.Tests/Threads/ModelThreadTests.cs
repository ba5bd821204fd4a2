using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;
using Modelwright.Integration.Tests.Sessions;

namespace Modelwright.Integration.Tests.Threads;

/// <summary>What holds for a model whose calls are shared.</summary>
public class ModelThreadTests
{
    private static readonly ReferenceCase Case = ReferenceCase.All["lm/hybrid_griffin_bytes"];

    [Fact]
    public void Calls_may_overlap()
    {
        var inputs = Case.Inputs;
        var expected = Case.Load(Sharing.Alone).Run(inputs);
        var model = Case.Load(Sharing.Of(3));
        Parallel.For(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => Same.Check(model.Run(inputs), expected));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void A_call_that_fails_does_so_as_on_one_thread_and_leaves_the_session_as_it_was(int threads)
    {
        var (alone, shared) = (Start(Sharing.Alone), Start(Sharing.Of(threads)));
        var input = alone.Streaming.Model.Inputs.Single();
        alone.Streaming.Run(alone.Session, 3);
        shared.Streaming.Run(shared.Session, 3);
        for (var bad = 0; bad < 4; bad++)
        {
            var steps = alone.Streaming.Steps(3, 5);
            var tokens = steps[input.Name].As<long>();
            tokens[tokens.Length - 1] = 1_000_000;
            tokens[bad] = 2_000_000;
            var failure = Should.Throw<Exception>(() => alone.Session.Run(steps));
            var same = Should.Throw<Exception>(() => shared.Session.Run(steps));
            same.GetType().ShouldBe(failure.GetType());
            same.Message.ShouldBe(failure.Message);
            same.StackTrace!.ShouldContain("IndexOutOfRange");
            shared.Session.Position.ShouldBe(3);
        }

        Same.Check(shared.Streaming.Run(shared.Session, 4), alone.Streaming.Run(alone.Session, 4));
        Same.Check(Streaming.States(shared.Session), Streaming.States(alone.Session));

        static (Streaming Streaming, IModelSession Session) Start(ModelOptions options)
        {
            var streaming = new Streaming(Case.Model, Case.Load(options), Case.Inputs);
            return (streaming, streaming.Start());
        }
    }

    [Fact]
    public void A_shared_step_allocates_nothing()
    {
        StepAllocation.Of(new Streaming(Case.Model, Case.Load(Sharing.Of(2)), Case.Inputs)).ShouldBe(0);
    }

    [Fact]
    public void Threads_of_a_dynamic_model_are_chosen_however_it_is_filled()
    {
        var compiled = DynamicModel.Compile([new("m.model", "model M { input x : float[B, 3] param w : float[3] = normal(1.0) output y : float[B, 3] = x * w }")]);
        var inputs = new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f, 2, 3], 1, 3) };
        var options = Sharing.Of(3);
        var expected = compiled.Initialize(1).Run(inputs);
        Same.Check(compiled.Initialize(1, options).Run(inputs), expected);
        Same.Check(compiled.Create(new Dictionary<string, TensorData> { ["w"] = compiled.Initialize(1).GetParameter("w") }, options).Run(inputs), expected);
    }
}
