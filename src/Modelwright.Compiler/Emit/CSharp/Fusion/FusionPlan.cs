using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Emit.CSharp.Fusion;

/// <summary>
/// Which tensors of a function are stored in memory. All others are computed on the way, inside the loops of those that
/// read them.
/// </summary>
/// <remarks>
/// Stored are: what library kernels compute and read, the results, and what would otherwise be computed more often than it
/// has elements although that costs more than reading it back. How often is not estimated: the loops of every stored
/// tensor are built and the computations in them counted, until nothing more has to be stored.
/// </remarks>
internal sealed class FusionPlan
{
    // What may be computed again rather than stored: a few additions or products of numbers that are at hand.
    private const int MostRecomputed = 2;

    // The most operations that one stored tensor may take along; a chain that reads each value twice doubles per step.
    private const int MostTakenAlong = 200;

    private readonly Function _function;
    private readonly StreamAxis? _stream;
    private readonly HashSet<Value> _stored = [];
    private readonly Dictionary<Value, RootKernel> _kernels = [];

    // What is copied into memory of its own, by the copy.
    private readonly List<Value> _copies = [];

    private FusionPlan(Function function, StreamAxis? stream) => (_function, _stream) = (function, stream);

    /// <summary>Makes the plan of a function.</summary>
    public static FusionPlan Of(Function function, StreamAxis? stream)
    {
        var plan = new FusionPlan(function, stream);
        plan.StoreWhatMustBe();
        plan.StoreWhatTakesTooMuchAlong();
        while (plan.StoreWhatIsComputedTooOften())
        {
        }

        return plan;
    }

    /// <summary>Whether a tensor is in memory when it is read.</summary>
    public bool IsStored(Value value) => _stored.Contains(value) || IsGiven(value);

    /// <summary>Whether a value is in memory before the function runs: an argument, a weight or what is prepared of weights, a table.</summary>
    public static bool IsGiven(Value value) => value.Producer.Operator is Argument or LoadParameter or LoadStack or Prepare || IsTable(value);

    /// <summary>Whether a value is a constant that is more than one repeated number.</summary>
    public static bool IsTable(Value value) =>
        value.Producer.Operator is Constant { Data: { Count: > 1 } data } && data.Any(x => !x.Equals(data[0]));

    /// <summary>Whether a tensor is stored by loops, rather than by a library kernel.</summary>
    public static bool IsComputedInLoops(Operator op) =>
        op is PointwiseOperator or Reduce or Softmax or CumSum or Gather or TakeAlong or Concat or Window { State: null } or Iota or Constant || op.IsView();

    /// <summary>A tensor's elements as loops store them elsewhere.</summary>
    public static Value CopyOf(Value value) => new Node(new Reshape(value.Shape), [value]).Result;

    /// <summary>The tensor in memory that a library kernel reads an operand from.</summary>
    /// <exception cref="GraphException">The plan has not stored it.</exception>
    public StridedView Access(Value value) => IsStored(value)
        ? new StridedView(value, Dim.Zero, HistoryLayout.Strides(value))
        : StridedView.Of(value) is { } view && IsStored(view.Base)
            ? view
            : throw new GraphException($"'{value.Name ?? value.Producer.Operator.Name}' is not in memory");

    private void StoreWhatMustBe()
    {
        foreach (var result in _function.Results)
            _stored.Add(result);
        foreach (var node in _function.Nodes)
        {
            if (IsComputedInLoops(node.Operator))
            {
                if (node.Operator is Softmax or CumSum)
                    _stored.Add(node.Result);
                continue;
            }

            _stored.UnionWith(node.Results);
            for (var i = 0; i < node.Inputs.Count; i++)
                StoreOperand(node, i);
        }
    }

    private void StoreWhatTakesTooMuchAlong()
    {
        var taken = new Dictionary<Value, int>();
        foreach (var node in _function.Nodes)
        {
            var size = 1 + node.Inputs.Sum(input => IsStored(input) ? 0 : taken[input]);
            foreach (var result in node.Results)
            {
                if (size > MostTakenAlong && !IsGiven(result))
                    _stored.Add(result);
                taken[result] = Math.Min(size, MostTakenAlong);
            }
        }
    }

    private void StoreOperand(Node node, int index)
    {
        var operand = node.Inputs[index];
        if (index < (node.Operator switch { Scan scan => scan.States.Count, RecurrenceOperator => 1, _ => 0 }))
        {
            // The start is computed where the state lies.
            _copies.Add(CopyOf(operand));
            return;
        }

        var view = StridedView.Of(operand);
        var fits = view is not null && (node.Operator switch
        {
            Einsum => index > 0 || WeightProduct.Of(node) is null || view.IsRowMajor(operand.Shape),
            Attention when index > 0 => view.Base == operand || view.IsRowMajor(operand.Shape),
            Scan scan when index < scan.States.Count + scan.Sequences.Count => view.RowStride(operand.Shape, scan.Sequences[index - scan.States.Count]) is not null,
            DiagonalScan scan => view.RowStride(operand.Shape, scan.Axis) is not null,
            LinearScan => view.HasRows(operand.Shape, mayRepeat: index == 1),
            _ => view.IsRowMajor(operand.Shape),
        });
        _stored.Add(fits ? view!.Base : operand);
    }

    private bool StoreWhatIsComputedTooOften()
    {
        BuildKernels();
        var missing = new HashSet<Value>(_kernels.Values.SelectMany(k => k.Unreachable).Where(v => !IsStored(v)));
        var counts = new Dictionary<Value, Dim>();
        foreach (var evaluation in _kernels.Values.SelectMany(k => k.Evaluations))
            counts[evaluation.Value] = counts.TryGetValue(evaluation.Value, out var known) ? known + evaluation.Count : evaluation.Count;

        // What only feeds something that is to be stored will be computed less often once that is.
        var behind = new HashSet<Value>();
        foreach (var node in _function.Nodes.Reverse())
        {
            foreach (var value in node.Results)
            {
                var store = missing.Contains(value) || (!IsStored(value) && !behind.Contains(value) && counts.TryGetValue(value, out var count) &&
                    !(value.Shape.Count - count).IsNonNegative && Left(MostRecomputed, value) < 0);
                if (store)
                    missing.Add(value);
                if (store || (behind.Contains(value) && !IsStored(value)))
                    behind.UnionWith(node.Inputs);
            }
        }

        _stored.UnionWith(missing);
        foreach (var affected in _kernels.Values.Where(k => k.Evaluations.Any(e => missing.Contains(e.Value)) || k.Unreachable.Any()).ToList())
            _kernels.Remove(affected.Root);
        return missing.Count > 0;
    }

    private void BuildKernels()
    {
        var inLoops = _function.Nodes.SelectMany(n => n.Results)
            .Where(value => _stored.Contains(value) && !IsGiven(value) && IsComputedInLoops(value.Producer.Operator)).Concat(_copies);
        foreach (var value in inLoops)
        {
            if (!_kernels.ContainsKey(value))
                _kernels[value] = RootKernel.Build(value, v => IsStored(v) ? new Buffer("", v.Type.Element, new(HistoryLayout.Strides(v))) : null, _stream);
        }
    }

    /// <summary>
    /// What is left of a budget after computing one element from the nearest tensors in memory; negative where it does not
    /// suffice. Operands with fewer elements are not counted: they are computed outside the innermost loop, or else are
    /// themselves computed too often.
    /// </summary>
    private int Left(int budget, Value value)
    {
        if (IsStored(value) || budget < 0)
            return budget;
        budget -= value.Producer.Operator switch
        {
            PointwiseOperator { IsSimple: true } => 1,
            PointwiseOperator => 8,
            Reduce or CumSum or Softmax => 100,
            Gather or TakeAlong when value.Producer.Inputs[1].Producer.Operator is not Constant => 4,
            _ => 0,
        };
        return value.Producer.Inputs.Where(i => i.Shape.Count.Equals(value.Shape.Count)).Aggregate(budget, Left);
    }
}
