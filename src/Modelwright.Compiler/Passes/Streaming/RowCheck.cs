using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>
/// Decides whether the rows of a session's batch can be at positions of their own: nothing is computed from two rows, or from
/// the number of one, and every state lies in memory row by row.
/// </summary>
/// <remarks>
/// It follows where the rows are in each value: on one axis, whose extent is what stands before the rows, times their number, times
/// what stands behind them. A value without rows is the same for all.
/// </remarks>
public sealed class RowCheck
{
    private readonly string _rows;
    private readonly Dim _count;
    private readonly string? _streamAxis;
    private readonly Dictionary<(Function, EquatableList<Place?>), IReadOnlyList<Place?>> _checked = [];

    private RowCheck(ModelGraph graph, string rows) => (_rows, _count, _streamAxis) = (rows, Dim.Symbol(rows), graph.StreamAxis);

    /// <summary>Where the rows are.</summary>
    /// <param name="Axis">The axis.</param>
    /// <param name="Before">How many groups of all rows stand one after another on it.</param>
    private sealed record Place(int Axis, Dim Before);

    private sealed class ObstacleException(string reason) : Exception(reason);

    /// <summary>What stands in the way, as a sentence without a full stop; null where nothing does.</summary>
    public static string? Run(ModelGraph graph)
    {
        if (StreamBatch.Of(graph) is not { } rows)
            return null;
        try
        {
            new RowCheck(graph, rows).Check(graph);
            return null;
        }
        catch (ObstacleException obstacle)
        {
            return obstacle.Message;
        }
    }

    private void Check(ModelGraph graph)
    {
        foreach (var port in graph.Inputs.Concat(graph.Outputs))
        {
            if (port.Type.Shape.Any(extent => extent.Mentions(_rows) && extent.SymbolName != _rows))
                throw new ObstacleException($"'{port.Name}' has the shape {port.Type.Shape}, in which {_rows} is no axis of its own");
        }

        var results = Check(graph.Main, new(graph.Inputs.Select(input => Find(input.Type.Shape, input.Name))));
        foreach (var (output, place) in graph.Outputs.Zip(results, (output, place) => (output, place)))
        {
            if (place is null && output.Type.Shape.Any(extent => extent.Mentions(_streamAxis!)))
                throw new ObstacleException($"'{output.Name}' has one value in a step for all of {_rows}");
        }
    }

    private IReadOnlyList<Place?> Check(Function function, EquatableList<Place?> arguments)
    {
        if (_checked.TryGetValue((function, arguments), out var known))
            return known;
        var places = function.Arguments.Zip(arguments, (argument, place) => (argument, place)).ToDictionary(a => a.argument, a => a.place);
        foreach (var node in function.Nodes)
        {
            if (node.Operator is Argument)
                continue;
            var results = Check(node, node.Inputs.Select(input => places[input]).ToList());
            foreach (var result in node.Results)
                places[result] = results[result.Result];
            CheckStates(node, results);
        }

        return _checked[(function, arguments)] = function.Results.Select(result => places[result]).ToList();
    }

    // What lies in memory row by row has the rows before everything else.
    private void CheckStates(Node node, IReadOnlyList<Place?> results)
    {
        var kept = node.Operator switch
        {
            History history => [(history.State, 0)],
            Window { State: { } state } => [(state, 0)],
            RecurrenceOperator recurrence when recurrence.KeepsState(_streamAxis) => [(recurrence.State, 0)],
            Scan scan when scan.KeepsStates(_streamAxis) => scan.States.Select((name, i) => (Instances.Join(scan.Path, name), i)),
            _ => Enumerable.Empty<(string Name, int Result)>(),
        };
        foreach (var (name, result) in kept)
        {
            var shape = node.Results[result].Shape;
            if (results[result] is not { } place)
                throw new ObstacleException($"the state '{name}' is one for all of {_rows}");
            if (!(Before(shape, place.Axis) * place.Before).Equals(Dim.One))
                throw new ObstacleException($"the state '{name}' has the shape {shape}, in which {_rows} does not come first");
        }
    }

    private IReadOnlyList<Place?> Check(Node node, IReadOnlyList<Place?> places)
    {
        switch (node.Operator)
        {
            case Prepare:
                return node.Results.Select(_ => (Place?)null).ToList();
            case Call call:
                return Check(call.Callee, new(places));
            case CallWhere call:
                return CheckChosen(node, call, places);
            case Scan scan:
                return CheckScan(node, scan, places);
            case LinearScan:
                var matrices = One(node, places);
                return matrices is null or { Axis: 0 } ? [matrices, matrices] : throw Mixing(node);
            case DiagonalScan scan:
                var state = One(node, places.Select((place, i) => i == 0 ? place : place?.Axis == scan.Axis ? throw Mixing(node) : Without(place, scan.Axis)));
                return [state, With(state, scan.Axis)];
            default:
                return [places.All(place => place is null) ? Fresh(node) : Moved(node, places)];
        }
    }

    // Each chosen row of the callee comes from one row of the mask, and is computed from that alone.
    private IReadOnlyList<Place?> CheckChosen(Node node, CallWhere call, IReadOnlyList<Place?> places)
    {
        for (var i = 0; i < call.Callee.Arguments.Count; i++)
        {
            if (places[i + 1] is { } place && !(CallWhere.HasRows(call.Callee.Arguments[i]) && place.Axis < node.Inputs[0].Shape.Rank))
                throw Mixing(node);
        }

        var found = One(node, places);
        return node.Results.Select(_ => found).ToList();
    }

    private IReadOnlyList<Place?> CheckScan(Node node, Scan scan, IReadOnlyList<Place?> places)
    {
        if (scan.Length.Mentions(_rows))
            throw Mixing(node);
        var sliced = places.Select((place, i) => i - scan.States.Count is var s && s >= 0 && s < scan.Sequences.Count ? Without(place, scan.Sequences[s]) : place).ToList();

        // A state that starts alike in every row has rows once it has seen them.
        for (var i = 0; i < scan.States.Count; i++)
            sliced[i] ??= Find(node.Inputs[i].Shape, scan.States[i]);
        var results = Check(scan.Callee, new(sliced));
        for (var i = 0; i < scan.States.Count; i++)
        {
            if (!Equals(results[i] ?? sliced[i], sliced[i]))
                throw Mixing(node);
        }

        return results.Select((place, i) => i < scan.States.Count ? sliced[i] : With(place, scan.Outputs[i - scan.States.Count])).ToList();
    }

    // What is made of nothing that has rows: an extent of theirs is filled alike, unless it counts them.
    private Place? Fresh(Node node) => node.Operator is Iota && node.Result.Shape.Any(extent => extent.Mentions(_rows))
        ? throw Mixing(node)
        : Find(node.Result.Shape, node.Result.Name ?? node.Operator.Name);

    private Place? Moved(Node node, IReadOnlyList<Place?> places)
    {
        var place = places[0];
        var shape = node.Result.Shape;
        switch (node.Operator)
        {
            case PointwiseOperator:
                return One(node, places.Select((p, i) => p is null ? null : p with { Axis = p.Axis + shape.Rank - node.Inputs[i].Shape.Rank }));
            case AxisOperator along:
                var read = One(node, places.Select((p, i) => p is null ? null : p with { Axis = p.Axis + node.Inputs[0].Shape.Rank - node.Inputs[i].Shape.Rank }));
                return read!.Axis == along.Axis ? throw Mixing(node) : shape.Rank < node.Inputs[0].Shape.Rank ? Without(read, along.Axis) : read;
            case Reshape:
                return Find(node.Inputs[0].Shape, place!, shape, node);
            case Transpose transpose:
                return place! with { Axis = transpose.Permutation.ToList().IndexOf(place.Axis) };
            case Expand:
                return place! with { Axis = place.Axis + shape.Rank - node.Inputs[0].Shape.Rank };
            case Repeat:
                return place;
            case Slice slice:
                return place!.Axis == slice.Axis && !slice.Length.Equals(node.Inputs[0].Shape[slice.Axis]) ? throw Mixing(node) : place;
            case Window window:
                return place!.Axis == window.Axis ? throw Mixing(node) : place;
            case Slide slide:
                return place!.Axis == slide.Axis ? throw Mixing(node) : With(place, slide.Axis + 1);
            case History history:
                return place!.Axis == history.Axis ? throw Mixing(node) : place;
            case Concat concat:
                var joined = One(node, places);
                return joined!.Axis == concat.Axis ? throw Mixing(node) : joined;
            case Gather gather:
                var rank = node.Inputs[1].Shape.Rank;
                if (place is not null && place.Axis == gather.Axis)
                    throw Mixing(node);
                return One(node, [
                    place is null || place.Axis < gather.Axis ? place : place with { Axis = place.Axis + rank - 1 },
                    places[1] is { } chosen ? chosen with { Axis = chosen.Axis + gather.Axis } : null]);
            case TakeAlong take:
                var taken = One(node, [place, places[1] is { } index ? index with { Axis = index.Axis + shape.Rank - node.Inputs[1].Shape.Rank } : null]);
                return taken!.Axis == take.Axis ? throw Mixing(node) : taken;
            case Einsum einsum:
                return One(node, [Lettered(einsum.Left, place), Lettered(einsum.Right, places[1])]);

                Place? Lettered(string letters, Place? operand) => operand is null ? null
                    : einsum.Output.IndexOf(letters[operand.Axis]) is >= 0 and var axis ? operand with { Axis = axis } : throw Mixing(node);
            case Pool:
                var items = One(node, places)!;
                return items.Axis == 0 || items.Axis == shape.Rank ? throw Mixing(node) : items with { Axis = items.Axis - 1 };
            case Attention attention when places[1] is null && places[2] is null && place!.Axis is var own && (own is 0 or 2 || (own == 1 && !attention.Causal)):
                return place; // queries of all rows read the same keys
            case Attention:
                return One(node, places) is { Axis: 0 } first ? first : throw Mixing(node);
            default:
                throw Mixing(node);
        }
    }

    // The place on which all operands agree that have rows.
    private Place? One(Node node, IEnumerable<Place?> places) =>
        places.Where(place => place is not null).Distinct().ToList() is { Count: <= 1 } found ? found.FirstOrDefault() : throw Mixing(node);

    /// <summary>Where the rows are in a value that has them as an axis of their own, or has none.</summary>
    private Place? Find(Shape shape, string name)
    {
        var axes = Enumerable.Range(0, shape.Rank).Where(axis => shape[axis].Mentions(_rows)).ToList();
        return axes.Count == 0 ? null
            : axes.Count == 1 && shape[axes[0]].Equals(_count) ? new Place(axes[0], Dim.One)
            : throw new ObstacleException($"'{name}' has the shape {shape}, in which {_rows} is no axis of its own");
    }

    // The elements keep their order, so as many stand before the rows.
    private Place Find(Shape from, Place place, Shape to, Node node)
    {
        var before = Before(from, place.Axis) * place.Before;
        var axes = Enumerable.Range(0, to.Rank).Where(axis => to[axis].Mentions(_rows)).ToList();
        return axes.Count == 1 && Dim.DivideExactly(before, Before(to, axes[0])) is { } inside && Dim.DivideExactly(to[axes[0]], inside * _count) is not null
            ? new Place(axes[0], inside)
            : throw Mixing(node);
    }

    private static Dim Before(Shape shape, int axis) => shape.Take(axis).Aggregate(Dim.One, (product, extent) => product * extent);

    private static Place? Without(Place? place, int axis) => place is null || place.Axis < axis ? place : place with { Axis = place.Axis - 1 };

    private static Place? With(Place? place, int axis) => place is null || place.Axis < axis ? place : place with { Axis = place.Axis + 1 };

    private ObstacleException Mixing(Node node)
    {
        // Without folders, since generated code says it too.
        var at = node.Origin is { } origin ? $" at {origin.ToString().Split('/', '\\').Last()}" : "";
        return new($"the {node.Operator.Name}{at} mixes {_rows}");
    }
}
