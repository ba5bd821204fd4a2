using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>What is known about a model before its code is written, and what is collected meanwhile.</summary>
internal sealed class ModelPlan
{
    // What the code names without a namespace; nothing of the model may hide it.
    private static readonly string[] RuntimeNames =
    [
        "Attention", "AttentionShape", "AxisSlices", "Call", "Checkpoint", "ChosenRows", "CheckpointLine", "CheckpointSource", "DiagonalScan", "FixedState", "Functions", "ICall", "IEpilogue", "Guard", "HistoryCache", "HistorySpan", "ILanes", "IMapKernel", "IReduceKernel", "Initializer", "L",
        "Lanes", "LinearScan", "LinearScanShape", "MatMul", "MatrixStrides", "MemoryMarshal", "MethodImpl", "MethodImplOptions", "PackedMatrix", "ParameterInfo", "Pooling",
        "ElementType", "ReadOnlySpan", "Rows", "RecentSteps", "RowsSpan", "Scalar", "ScanState", "SessionPlan", "SessionStates", "Simd", "Span", "StackedSlices", "StepWindow", "WeightStore", "Worker", "List",
    ];

    private const string Total = "total";

    private readonly NameScope _names = new(RuntimeNames);
    private readonly Dictionary<string, string> _dimensions = new(StringComparer.Ordinal);

    /// <summary>What every method may call its variables.</summary>
    public static IReadOnlyList<string> VariableNames { get; } = ["worker", "weights", "states", "position", Total, "mark"];

    /// <summary>Plans every function.</summary>
    /// <param name="graph">The model in native forms.</param>
    /// <param name="without">The names of plans to leave out.</param>
    public ModelPlan(ModelGraph graph, IReadOnlyCollection<string> without)
    {
        (Graph, ReusesMemory) = (graph, !without.Contains(Rooms.Name));
        Dimensions = graph.Inputs.SelectMany(i => i.Type.Shape).SelectMany(d => d.Symbols).Distinct().ToList();
        var variables = new NameScope(VariableNames);
        foreach (var symbol in Dimensions)
            _dimensions[symbol] = variables.Declare(Identifiers.Camel(symbol));
        _dimensions[CallWhere.Rows.SymbolName!] = variables.Declare(CallWhere.Rows.SymbolName!);
        LoopNames = Enumerable.Range(0, 16).Select(depth => (depth % 2 == 0 ? "i" : "j") + (depth < 2 ? "" : FormattableString.Invariant($"{(depth / 2) + 1}"))).Except(_dimensions.Values).ToList();
        Stream = graph.StreamAxis is { } axis ? new StreamAxis(axis) : null;
        Kernels = new KernelCollection(_names);
        Tables = new TableCollection(_names);
        var plans = new Dictionary<Function, FunctionPlan>();
        foreach (var function in graph.Functions)
            plans[function] = FunctionPlan.Of(function, Stream, plans, _names, !without.Contains(EpiloguePlan.Name));
        Plans = plans;
        Costs = ModelSummary.Costs(graph);
        ChosenFunctions = new HashSet<Function>(graph.Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<CallWhere>().Select(call => call.Callee));
        PreparedFunctions = new HashSet<Function>(graph.Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<Prepare>().Select(prepare => prepare.Callee));
    }

    /// <summary>The model in native forms.</summary>
    public ModelGraph Graph { get; }

    /// <summary>Whether tensors take the memory of others that nothing reads any more.</summary>
    public bool ReusesMemory { get; }

    /// <summary>The symbolic dimensions in the order in which the inputs have them.</summary>
    public IReadOnlyList<string> Dimensions { get; }

    /// <summary>The names of loop variables by depth.</summary>
    public IReadOnlyList<string> LoopNames { get; }

    /// <summary>What is known about the streamed axis, or null.</summary>
    public StreamAxis? Stream { get; }

    /// <summary>The plan of each function.</summary>
    public IReadOnlyDictionary<Function, FunctionPlan> Plans { get; }

    /// <summary>What each function costs, in floating-point operations.</summary>
    public IReadOnlyDictionary<Function, Dim> Costs { get; }

    /// <summary>The plan of the entry.</summary>
    public FunctionPlan Main => Plans[Graph.Main];

    /// <summary>The functions that are called for chosen rows.</summary>
    public IReadOnlyCollection<Function> ChosenFunctions { get; }

    /// <summary>The functions that run when weights are loaded; their callers declare their parameters.</summary>
    public IReadOnlyCollection<Function> PreparedFunctions { get; }

    /// <summary>The row kernels.</summary>
    public KernelCollection Kernels { get; }

    /// <summary>The constant tensors.</summary>
    public TableCollection Tables { get; }

    /// <summary>The variable of a symbolic dimension: <c>T</c> is <c>t</c>, all steps so far are <c>total</c>, the last of them <c>recent7</c>.</summary>
    public string DimensionName(string symbol) => Dim.Symbol(symbol) is not { IsPast: true } past ? _dimensions[symbol]
        : past.Kept is { } kept ? FormattableString.Invariant($"recent{kept}")
        : Total;

    /// <summary>The value of the variable of a history twin, where a method has the position.</summary>
    public string PastLength(string symbol) =>
        (Dim.Symbol(symbol).Kept is { } kept ? FormattableString.Invariant($"RecentSteps.Before(position, {kept})") : "position") + $" + {DimensionName(Graph.StreamAxis!)}";

    /// <summary>The parameters that every method has before its tensors.</summary>
    public IEnumerable<string> Parameters(FunctionPlan plan)
    {
        yield return "Worker worker";
        if (!plan.Weights.IsEmpty)
            yield return $"{plan.Weights.Name} weights";
        if (!plan.States.IsEmpty)
            yield return $"{plan.States.Name}? states";
        foreach (var symbol in plan.Dimensions)
            yield return $"int {DimensionName(symbol)}";
        if (plan.TakesPosition)
            yield return "int position";
    }

    /// <summary>The arguments for those parameters.</summary>
    public IEnumerable<string> Arguments(
        FunctionPlan plan, string weights, string states, string worker = "worker", string position = "position", string? rows = null,
        Func<string, string>? dimension = null)
    {
        yield return worker;
        if (!plan.Weights.IsEmpty)
            yield return weights;
        if (!plan.States.IsEmpty)
            yield return states;
        foreach (var symbol in plan.Dimensions)
            yield return symbol == CallWhere.Rows.SymbolName ? rows ?? DimensionName(symbol) : (dimension ?? DimensionName)(symbol);
        if (plan.TakesPosition)
            yield return position;
    }
}
