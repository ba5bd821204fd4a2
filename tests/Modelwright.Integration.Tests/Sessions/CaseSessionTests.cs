using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Integration.Tests.Cases;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Sessions;

/// <summary>What holds for the sessions of every model that streams.</summary>
public class CaseSessionTests
{
    public static TheoryData<string> Names => [.. ReferenceCase.All.Where(c => c.Value.Streams).Select(c => c.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_split_gives_the_same_outputs_and_states(string name)
    {
        var (streaming, tolerance) = Open(name);
        var whole = streaming.Start();
        var expected = streaming.Run(whole, streaming.Length);
        tolerance.Check(expected, streaming.Model.Run(streaming.Inputs));
        var random = new Random(1);
        var splits = new[] { 1, 3, 7 }.Select(size => Streaming.Pieces(streaming.Length, size))
            .Concat(Enumerable.Range(0, 4).Select(_ => Streaming.Pieces(streaming.Length, random)));
        foreach (var pieces in splits.Select(split => split.ToList()))
        {
            var session = streaming.Start();
            var outputs = streaming.Run(session, pieces);
            if (SumsHistoriesInLanes(name))
            {
                tolerance.Check(outputs, expected);
                tolerance.Check(Streaming.States(session), Streaming.States(whole));
            }
            else
            {
                ShouldBeSame(outputs, expected);
                ShouldBeSame(Streaming.States(session), Streaming.States(whole));
            }
        }
    }

    // A sum over a history that no kernel of its own computes adds up lanes, and how depends on its length.
    private static bool SumsHistoriesInLanes(string name) => PassPipeline.Run(ReferenceCase.All[name].Model.Graph).Functions.SelectMany(f => f.Nodes)
        .Any(node => node.Operator is Softmax or Reduce or Einsum && node.Inputs[0].Shape.Any(extent => extent.IsPast));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_clone_and_a_saved_session_go_on_alike(string name)
    {
        var (streaming, _) = Open(name);
        var random = new Random(2);
        var middle = random.Next(streaming.Length);
        var session = streaming.Start();
        foreach (var piece in Streaming.Pieces(middle, random).ToList())
            streaming.Run(session, piece);
        var rest = Streaming.Pieces(streaming.Length - middle, random).ToList();
        using var file = new MemoryStream();
        session.Save(file);
        file.Position = 0;
        var loaded = streaming.Start();
        streaming.Run(loaded, 1); // to be forgotten
        loaded.Load(file);
        var clone = session.Clone();
        session.Clone().Run(streaming.Steps(0, 1)); // disturbs nobody

        ShouldBeSame(Streaming.States(loaded), Streaming.States(session));
        var expected = streaming.Run(session, rest);
        ShouldBeSame(streaming.Run(clone, rest), expected);
        ShouldBeSame(streaming.Run(loaded, rest), expected);
        ShouldBeSame(Streaming.States(clone), Streaming.States(session));
        ShouldBeSame(Streaming.States(loaded), Streaming.States(session));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        StepAllocation.Of(Open(name).Streaming).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_of_their_own_lengths_are_as_if_alone(string name)
    {
        var (streaming, _) = Open(name);
        var random = new Random(3);
        var together = streaming.Start();
        var alone = Enumerable.Range(0, streaming.Batch).Select(_ => streaming.Start(batch: 1)).ToList();
        while (alone.Any(row => row.Position < streaming.Length))
        {
            // Each row has its own place in the inputs: it takes some of its next steps, or rests.
            var room = random.Next(1, streaming.Length + 1);
            var lengths = alone.Select(row => random.Next(0, Math.Min(room, streaming.Length - row.Position) + 1)).ToArray();
            var padded = Padded(streaming, alone.Select(row => row.Position).ToList(), lengths, room);
            var outputs = together.Run(padded, lengths);
            for (var row = 0; row < streaming.Batch; row++)
            {
                if (lengths[row] == 0)
                    continue;
                var given = streaming.Rows(streaming.Steps(alone[row].Position, lengths[row]), row, 1);
                ShouldBeSame(streaming.Cut(streaming.Rows(outputs, row, 1), 0, lengths[row]), alone[row].Run(given));
            }

            together.Positions.ToArray().ShouldBe(alone.Select(row => row.Position));
            if (random.Next(6) == 0)
            {
                var row = random.Next(streaming.Batch);
                together.Reset(row);
                alone[row].Reset();
            }
        }
    }

    // Inputs in which each row goes on where it is, with something else behind its steps.
    private static Dictionary<string, TensorData> Padded(Streaming streaming, IReadOnlyList<int> positions, int[] lengths, int room)
    {
        var inputs = streaming.Steps(0, room);
        foreach (var input in streaming.Model.Inputs.Where(input => streaming.TimeOf(input) >= 0))
        {
            var (time, rows) = (streaming.TimeOf(input), streaming.RowsOf(input));
            var byRow = Enumerable.Range(0, lengths.Length)
                .Select(row => Slices.Join([Slices.Take(Row(streaming.Inputs, row), time, positions[row], lengths[row]), Slices.Take(Row(inputs, row), time, 0, room - lengths[row])], time))
                .ToList();
            inputs[input.Name] = rows < 0 ? byRow.Single() : Slices.Join(byRow, rows);

            TensorData Row(IReadOnlyDictionary<string, TensorData> tensors, int row) => streaming.Rows(tensors, row, 1)[input.Name];
        }

        return inputs;
    }

    private static (Streaming Streaming, Tolerance Tolerance) Open(string name)
    {
        var reference = ReferenceCase.All[name];
        return (new Streaming(reference.Model, reference.Load(), reference.Inputs), reference.Tolerance);
    }

    private static void ShouldBeSame(Tensors actual, Tensors expected) => Same.Check(actual, expected);
}
