using Modelwright.Integration.Tests.Cases;
using Modelwright.Integration.Tests.Emission;
using Modelwright.Integration.Tests.Sessions;
using Modelwright.Kernels;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Threads;

/// <summary>
/// That workers which run by turns show where they should wait and don't: of generated code, each place where they do is taken out
/// once, and the results are others.
/// </summary>
public class MissingWaitTests
{
    private const string Wait = "worker.Wait();";

    [Fact]
    public void A_wait_that_is_taken_out_shows()
    {
        var reference = ReferenceCase.All["attention/plain_causal_gqa"];
        var original = reference.Load(Sharing.Alone);
        var weights = original.Parameters.ToDictionary(p => p.Path, p => original.GetParameter(p.Path));
        var expected = Results(original);
        var code = reference.Model.Code;
        var unseen = new List<string>();
        IsSame(code, Turns.Upwards).ShouldBeTrue();
        IsSame(code, Turns.Downwards).ShouldBeTrue();
        for (var at = code.IndexOf(Wait, StringComparison.Ordinal); at >= 0; at = code.IndexOf(Wait, at + 1, StringComparison.Ordinal))
        {
            var without = code.Remove(at, Wait.Length);
            if (IsSame(without, Turns.Downwards) && IsSame(without, Turns.Upwards))
                unseen.Add(code.Substring(Math.Max(0, at - 300), 600));
        }

        unseen.ShouldBeEmpty();

        bool IsSame(string code, Turns turns)
        {
            var model = EmittedModel.Of(reference.Model.Graph, code, "").Create(weights, Sharing.Of(3, turns));
            try
            {
                Same.Check(Results(model), expected);
                return true;
            }
            catch (Exception e) when (e is ShouldAssertException or ArgumentException or IndexOutOfRangeException)
            {
                return false;
            }
        }

        Tensors Results(IModel model)
        {
            var results = new Dictionary<string, TensorData>(model.Run(reference.Inputs));
            if (reference.Streams)
            {
                var streaming = new Streaming(reference.Model, model, reference.Inputs);
                foreach (var (output, values) in streaming.Run(streaming.Start(), 1, 2, streaming.Length - 3))
                    results["streamed " + output] = values;
            }

            return results;
        }
    }
}
