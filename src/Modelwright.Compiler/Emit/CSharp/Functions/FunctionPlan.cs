using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>What is known about a function before its method is written: names, weights, states and what it is given.</summary>
internal sealed class FunctionPlan
{
    private FunctionPlan(Function function, string name, FusionPlan fusion, EpiloguePlan epilogues, IReadOnlyList<CallGroup> calls)
    {
        Function = function;
        Name = name;
        Fusion = fusion;
        Epilogues = epilogues;
        Stacks = StackPlan.Of(function, fusion);
        Calls = calls;
    }

    /// <summary>The function.</summary>
    public Function Function { get; }

    /// <summary>The method's name, which also begins those of its classes.</summary>
    public string Name { get; }

    /// <summary>Which tensors are in memory.</summary>
    public FusionPlan Fusion { get; }

    /// <summary>Which tensors are computed by the kernels of what they are made of.</summary>
    public EpiloguePlan Epilogues { get; }

    /// <summary>Which lists share memory.</summary>
    public StackPlan Stacks { get; }

    /// <summary>What it calls.</summary>
    public IReadOnlyList<CallGroup> Calls { get; }

    /// <summary>The weights of an instance, its own and those of what it calls.</summary>
    public required InstanceClass<WeightField> Weights { get; init; }

    /// <summary>The states of an instance.</summary>
    public required InstanceClass<StateField> States { get; init; }

    /// <summary>The symbolic dimensions that the method takes, history twins as their symbols.</summary>
    public required IReadOnlyList<string> Dimensions { get; init; }

    /// <summary>Whether the method takes the session's position.</summary>
    public required bool TakesPosition { get; init; }

    /// <summary>The field of a state of the function's own.</summary>
    public StateField State(string path) => States.Fields.First(f => f.State.Path == path);

    /// <summary>Makes the plan of a function, given those of its callees.</summary>
    public static FunctionPlan Of(Function function, StreamAxis? stream, IReadOnlyDictionary<Function, FunctionPlan> callees, NameScope names, bool fusesEpilogues)
    {
        var name = names.Declare(Identifiers.Pascal(function.Name));
        var fusion = FusionPlan.Of(function, stream);
        var calls = CallGroup.Of(function);
        var states = StateField.Of(function, stream);
        var dims = function.Nodes.SelectMany(n => n.Results).SelectMany(v => v.Shape)
            .Concat(function.Nodes.Select(n => n.Operator).OfType<Scan>().Select(s => s.Length)).Where(d => !d.IsConstant)
            .SelectMany(d => d.Symbols).Distinct().ToList();
        var present = dims.Select(s => Dim.Symbol(s).Present.SymbolName!).Concat(calls.SelectMany(Needed)).Distinct();

        // How many rows are chosen is known where the call stands.
        IEnumerable<string> Needed(CallGroup group) =>
            callees[group.Callee].Dimensions.Where(symbol => group.Nodes[0].Operator is not CallWhere || symbol != CallWhere.Rows.SymbolName);

        return new FunctionPlan(function, name, fusion, fusesEpilogues ? EpiloguePlan.Of(function, fusion, stream) : EpiloguePlan.None, calls)
        {
            Weights = InstanceClass<WeightField>.Of(names.Declare(name + "Weights"), WeightField.Of(function), calls, c => (c.Path, c.Instances), c => callees[c].Weights),
            States = InstanceClass<StateField>.Of(names.Declare(name + "States"), states, calls, c => (c.StatePath, c.StateInstances), c => callees[c].States),
            Dimensions = present.OrderBy(s => s, StringComparer.Ordinal).ToList(),
            TakesPosition = stream is not null && (states.Count > 0 || dims.Any(s => Dim.Symbol(s).IsPast) || calls.Any(c => callees[c.Callee].TakesPosition) ||
                function.Nodes.Any(n => n.Operator is Iota iota && stream.IsPresent(iota.Length))),
        };
    }
}

/// <summary>A class that holds what one instance of a function has: fields of its own, and instances of what it calls.</summary>
/// <param name="Name">The class.</param>
/// <param name="Fields">Its own fields.</param>
/// <param name="Instances">The instances that it holds.</param>
internal sealed record InstanceClass<TField>(string Name, IReadOnlyList<TField> Fields, IReadOnlyList<InstanceField> Instances)
    where TField : notnull
{
    /// <summary>Whether there is nothing to hold.</summary>
    public bool IsEmpty => Fields.Count == 0 && Instances.Count == 0;

    /// <summary>The field for a group of calls, at the path that counts here, or null where the callee has nothing to hold.</summary>
    public InstanceField? At(string path, CallGroup calls) => Instances.FirstOrDefault(i => i.Path == path && i.First == calls.First && i.Callee == calls.Callee);

    /// <summary>The class of a function, given those of its callees.</summary>
    public static InstanceClass<TField> Of(
        string name, IReadOnlyList<TField> fields, IReadOnlyList<CallGroup> calls, Func<CallGroup, (string Path, Dim? Count)> places, Func<Function, InstanceClass<TField>> callees)
    {
        var names = new NameScope([name, .. fields.Select(f => f.ToString()!)]);
        var instances = new List<InstanceField>();
        foreach (var group in calls)
        {
            var callee = callees(group.Callee);
            var (path, count) = places(group);
            if (callee.IsEmpty || instances.Any(i => i.Path == path && i.First == group.First && i.Callee == group.Callee))
                continue;
            var field = names.Declare(Identifiers.Pascal(path.Length == 0 ? group.Callee.Name : path));
            instances.Add(new InstanceField(field, callee.Name, path, group.First, count, group.Callee));
        }

        return new InstanceClass<TField>(name, fields, instances);
    }
}

/// <summary>A field that holds an instance of a callee, or an array of numbered ones.</summary>
/// <param name="Name">The field.</param>
/// <param name="Class">Its class.</param>
/// <param name="Path">The instance's path, without the number of an array's.</param>
/// <param name="First">The number of an array's first instance, or null.</param>
/// <param name="Count">How many an array has, or null.</param>
/// <param name="Callee">The function.</param>
internal sealed record InstanceField(string Name, string Class, string Path, int? First, Dim? Count, Function Callee);

/// <summary>A weight in the form in which a function reads it: <see cref="Product"/> for a packed matrix, else its values.</summary>
internal sealed record WeightField(string Name, Weight Weight, TensorType Type, WeightProduct? Product)
{
    /// <summary>The fields of a function.</summary>
    public static IReadOnlyList<WeightField> Of(Function function)
    {
        var names = new NameScope();
        var fields = new List<WeightField>();
        var readInLoops = ReadInLoops(function);
        var products = function.Nodes.Select(WeightProduct.Of).OfType<WeightProduct>().Distinct().ToLookup(p => p.Weight);
        foreach (var weights in function.Nodes.SelectMany(n => n.Results).Where(v => Weight.Of(v) is not null).GroupBy(v => Weight.Of(v)!))
        {
            var (weight, value) = (weights.Key, weights.First());
            var name = Identifiers.Pascal(weight.Path ?? ValueNames.Of(value));
            if (readInLoops.Contains(weight))
                fields.Add(new WeightField(names.Declare(name), weight, value.Type, null));
            foreach (var product in products[weight])
                fields.Add(new WeightField(names.Declare(fields.Count > 0 && fields[fields.Count - 1].Weight.Equals(weight) ? name + "Matrix" : name), weight, value.Type, product));
        }

        return fields;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    // A weight that only products read is kept packed alone.
    private static HashSet<Weight> ReadInLoops(Function function)
    {
        var shown = new Dictionary<Value, Weight>();
        var read = new HashSet<Weight>();
        foreach (var node in function.Nodes)
        {
            foreach (var result in node.Results)
            {
                if (Weight.Of(result) is { } own)
                    shown[result] = own;
            }

            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (!shown.TryGetValue(node.Inputs[i], out var weight))
                    continue;
                if (node.Operator.IsView())
                    shown[node.Result] = weight;
                else if (i != 1 || WeightProduct.Of(node) is null)
                    read.Add(weight);
            }
        }

        read.UnionWith(function.Results.Where(shown.ContainsKey).Select(r => shown[r]));
        return read;
    }
}

/// <summary>What a session keeps for a state.</summary>
internal sealed record StateField(string Name, State State)
{
    /// <summary>The fields of a function.</summary>
    public static IReadOnlyList<StateField> Of(Function function, StreamAxis? stream)
    {
        var names = new NameScope();
        return function.States(stream?.Steps.SymbolName).Select(s => new StateField(names.Declare(Identifiers.Pascal(s.Path)), s)).ToList();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The runtime's class.</summary>
    public string Class => $"{(State.Axis is null ? "FixedState" : State.Kept is null ? "HistoryCache" : "RecentSteps")}<{State.Type.Element.CSharp()}>";

    /// <summary>The method that makes one.</summary>
    public string Create => $"{(State.Axis is null ? "Fixed" : State.Kept is null ? "History" : "Recent")}<{State.Type.Element.CSharp()}>";

    /// <summary>Elements of one step inside the axis that grows; without one, all.</summary>
    public Dim Inner => State.Type.Shape.Skip(State.Axis + 1 ?? 0).Aggregate(Dim.One, (a, b) => a * b);
}
