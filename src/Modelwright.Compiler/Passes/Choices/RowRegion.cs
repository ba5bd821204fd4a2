using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Choices;

/// <summary>
/// The nodes that compute a value, that nothing else reads, and that compute each of its rows from that row of what they
/// read: they can be computed for some rows alone.
/// </summary>
internal sealed class RowRegion
{
    // Gathering a row costs about as much as so many operations on each of its elements.
    private const int LeastWork = 16;

    // What stands for a symbol where work is estimated.
    private const double Typical = 64;

    private readonly Value _root;
    private readonly HashSet<Node> _nodes = [];
    private readonly HashSet<Value> _rows = [];
    private readonly HashSet<Value> _others = [];

    private RowRegion(Value root, int rank, Readers readers, Func<Node, bool> isTaken)
    {
        (_root, Rank) = (root, rank);
        var rows = new Shape(root.Shape.Take(rank));

        // From the last node to the first, so that all readers of a value are known when its node's turn comes.
        var pending = new SortedDictionary<int, Node>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
        Follow(root, _rows);
        while (pending.Count > 0)
        {
            var (place, node) = (pending.First().Key, pending.First().Value);
            pending.Remove(place);
            if (_rows.Contains(node.Results[0]) && (node == root.Producer || readers.AreAll(node, _nodes)) && !isTaken(node) && RowOperands.Of(node, rows) is { } read)
            {
                _nodes.Add(node);
                for (var i = 0; i < node.Inputs.Count; i++)
                    Follow(node.Inputs[i], read[i] ? _rows : _others);
            }
            else if (_others.Contains(node.Results[0]) && IsAtHand(node))
            {
                foreach (var input in node.Inputs)
                    Follow(input, _others);
            }
        }

        void Follow(Value value, HashSet<Value> kind)
        {
            if (kind.Add(value))
                pending[readers.Place(value.Producer)] = value.Producer;
        }

        Sliced = InOrder(_rows.Where(v => !_nodes.Contains(v.Producer)));
        Shared = InOrder(_others.Where(v => !IsAtHand(v.Producer)));
        Nodes = _nodes.OrderBy(readers.Place).SelectMany(node => node.Inputs.SelectMany(AtHand).Append(node)).Distinct().ToList();
        IsSound = !_others.Any(v => _nodes.Contains(v.Producer));

        List<Value> InOrder(IEnumerable<Value> values) => values.OrderBy(v => readers.Place(v.Producer)).ThenBy(v => v.Result).ToList();
    }

    /// <summary>How many leading axes are the rows.</summary>
    public int Rank { get; }

    /// <summary>What the region reads row by row.</summary>
    public IReadOnlyList<Value> Sliced { get; }

    /// <summary>What it reads that is the same for all rows.</summary>
    public IReadOnlyList<Value> Shared { get; }

    /// <summary>The nodes, before each the parameters and constants that it reads.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Whether there is a product in it.</summary>
    public bool HasProducts => _nodes.Any(node => node.Operator is Einsum);

    private bool IsSound { get; }

    /// <summary>The largest region behind a value, or null where none of it can be computed row by row.</summary>
    public static RowRegion? Of(Value root, int rank, Readers readers, Func<Node, bool> isTaken) =>
        RowOperands.Of(root.Producer, new Shape(root.Shape.Take(rank))) is not null && new RowRegion(root, rank, readers, isTaken) is { IsSound: true } region ? region : null;

    /// <summary>Whether there is enough to compute for a row that choosing rows is worth their way to and fro.</summary>
    public bool IsWork()
    {
        var work = _nodes.Sum(node => node.Operator is Einsum einsum ? Products(einsum, node) : 0);
        var moved = Sliced.Append(_root).Sum(value => Count(value.Shape));
        return work >= LeastWork * moved;

        static double Products(Einsum einsum, Node node) =>
            Count(node.Result.Shape) * einsum.Left.Select((letter, axis) => einsum.Output.Contains(letter) ? 1 : Count([node.Inputs[0].Shape[axis]])).Aggregate(2.0, (a, b) => a * b);

        static double Count(IEnumerable<Dim> extents) =>
            extents.Aggregate(1.0, (product, extent) => product * extent.Fold(n => n, _ => Typical, (a, b) => a + b, (a, b) => a * b, (a, b) => Math.Floor(a / b)));
    }

    /// <summary>Whether a node is one of those that are computed for chosen rows.</summary>
    public bool Contains(Node node) => _nodes.Contains(node);

    /// <summary>The instance to which all of its parameters belong: the part that their paths have in common.</summary>
    public string Path()
    {
        var paths = Nodes.Select(n => n.Operator).OfType<LoadParameter>().Select(load => load.Path.Split('.')).ToList();
        if (paths.Count == 0)
            return "";
        var common = paths[0].Take(paths.Min(path => path.Length) - 1).TakeWhile((part, i) => paths.TrueForAll(path => path[i] == part));
        return string.Join(".", common);
    }

    /// <summary>The region as a function of chosen rows; its parameters are relative to <see cref="Path"/>.</summary>
    /// <param name="name">What to call the function.</param>
    /// <param name="declared">The parameters of the function that the region is taken from.</param>
    public Function Build(string name, IReadOnlyDictionary<string, Parameter> declared)
    {
        var skipped = Path() is { Length: > 0 } path ? path.Length + 1 : 0;
        var labels = new HashSet<string>(StringComparer.Ordinal);
        var values = new Dictionary<Value, Value>();
        foreach (var value in Sliced)
            values[value] = Argument(value, value.Type with { Shape = RowOperands.Joined(value.Shape, Rank) }, labels);
        foreach (var value in Shared)
            values[value] = Argument(value, value.Type, labels);
        var nodes = values.Values.Select(argument => argument.Producer).ToList();
        var parameters = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var node in Nodes)
        {
            var op = _nodes.Contains(node) ? RowOperands.Joined(node, Rank) : node.Operator;
            if (op is LoadParameter load)
            {
                var relative = load.Path.Substring(skipped);
                parameters[relative] = declared[load.Path] with { Path = relative };
                op = load with { Path = relative };
            }

            var copy = new Node(op, node.Inputs.Select(input => Read(node, input)).ToList(), node.Origin);
            copy.Result.Name = node.Result.Name;
            nodes.Add(copy);
            values[node.Result] = copy.Result;
        }

        return new Function
        {
            Name = name,
            Arguments = nodes.Where(n => n.Operator is Argument).Select(n => n.Result).ToList(),
            Nodes = nodes,
            Results = [values[_root]],
            Parameters = parameters.Values.ToList(),
        };

        Value Read(Node node, Value input)
        {
            var value = values[input];
            var shape = _rows.Contains(input) || !_nodes.Contains(node) ? value.Shape : RowOperands.Aligned(node, value.Shape, Rank);
            if (shape.Equals(value.Shape))
                return value;
            nodes.Add(new Node(new Reshape(shape), [value], node.Origin));
            return nodes[nodes.Count - 1].Result;
        }
    }

    // What a value is made of where that is at hand, in order.
    private static IEnumerable<Node> AtHand(Value value) =>
        IsAtHand(value.Producer) ? value.Producer.Inputs.SelectMany(AtHand).Append(value.Producer) : [];

    private static bool IsAtHand(Node node) => node.Operator is LoadParameter or Constant or Iota { Length.IsConstant: true } ||
        (node.Operator is Reshape or Transpose or Slice or Expand or Repeat && IsAtHand(node.Inputs[0].Producer));

    private static Value Argument(Value value, TensorType type, HashSet<string> labels)
    {
        var wanted = value.Name ?? (value.Producer.Operator as Argument)?.Label ?? "x";
        var label = wanted;
        for (var i = 2; !labels.Add(label); i++)
            label = wanted + "_" + i.ToString(CultureInfo.InvariantCulture);
        return new Node(new Argument(type, label), [], value.Producer.Origin).Result;
    }
}
