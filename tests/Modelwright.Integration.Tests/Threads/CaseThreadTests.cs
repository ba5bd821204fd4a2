using Modelwright.Integration.Tests.Cases;
using Modelwright.Integration.Tests.Sessions;

namespace Modelwright.Integration.Tests.Threads;

/// <summary>Every reference case gives the same bits on any number of threads.</summary>
public class CaseThreadTests
{
    public static TheoryData<string> Names => [.. ReferenceCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_make_no_difference(string name)
    {
        var reference = ReferenceCase.All[name];
        var inputs = reference.Inputs;
        var expected = reference.Load(Sharing.Alone).Run(inputs);
        foreach (var options in Sharing.All)
        {
            var model = reference.Load(options);
            Same.Check(model.Run(inputs), expected, $"with {options}");
            Same.Check(model.Run(inputs), expected, $"again, with {options}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_make_no_difference_in_sessions(string name)
    {
        var reference = ReferenceCase.All[name];
        if (!reference.Streams)
            return;
        var (expected, states) = Run(Sharing.Alone);
        foreach (var options in Sharing.All)
        {
            var (outputs, kept) = Run(options);
            Same.Check(outputs, expected, $"with {options}");
            Same.Check(kept, states, $"with {options}");
        }

        (IReadOnlyDictionary<string, TensorData> Outputs, IReadOnlyDictionary<string, TensorData> States) Run(ModelOptions options)
        {
            var streaming = new Streaming(reference.Model, reference.Load(options), reference.Inputs);
            var session = streaming.Start();
            var first = streaming.Length / 2;
            var pieces = Streaming.Pieces(first, 1).Take(5).ToList();
            pieces.Add(first - pieces.Sum());
            pieces.AddRange(Streaming.Pieces(streaming.Length - first, 3).Take(3));
            var outputs = streaming.Run(session, pieces.Where(piece => piece > 0));
            return (outputs, Streaming.States(session));
        }
    }
}
