using Modelwright.Compiler.Emit.CSharp.Forms;
using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes a function as a method: one statement or loop per tensor in memory, in the order of the graph.</summary>
internal sealed class FunctionWriter
{
    private const string Position = "position";

    private readonly FunctionPlan _plan;
    private readonly ModelPlan _model;
    private readonly NameScope _names;
    private readonly MethodScope _method;
    private readonly CSharpWriter _body = new();
    private readonly Dictionary<Value, Buffer> _buffers = [];
    private readonly List<string> _room = [];
    private readonly Rooms _rooms;
    private readonly Dictionary<StackPlan.Stack, int> _copied = [];
    private readonly Dictionary<Node, (string Name, int Operand)> _begun = [];
    private readonly Waits _waits = new();

    private FunctionWriter(FunctionPlan plan, ModelPlan model)
    {
        _plan = plan;
        _model = model;
        _rooms = new Rooms(plan);
        _names = new NameScope([.. ModelPlan.VariableNames, .. model.LoopNames, .. plan.Dimensions.Concat(Pasts(plan.Function)).Select(model.DimensionName)]);
        _method = new MethodScope(plan.Name, _body, _names, model.DimensionName, model.LoopNames, model.Kernels);
        if (model.Stream is { } stream)
            _method.Bind(stream.Position.SymbolName!, Position);
    }

    /// <summary>Writes the method.</summary>
    public static void Write(CSharpWriter writer, FunctionPlan plan, ModelPlan model) => new FunctionWriter(plan, model).Write(writer);

    /// <summary>The method's scope.</summary>
    public MethodScope Method => _method;

    /// <summary>The function.</summary>
    public FunctionPlan Plan => _plan;

    /// <summary>The model.</summary>
    public ModelPlan Model => _model;

    /// <summary>The buffer of a tensor in memory.</summary>
    public Buffer Of(Value value) => Find(value) ?? throw new GraphException($"'{ValueNames.Of(value)}' is not in memory");

    /// <summary>Names a tensor in memory.</summary>
    /// <param name="value">The tensor.</param>
    /// <param name="expression">Its name.</param>
    /// <param name="place">Tensors that lie in the same memory; where there are none, it has memory of its own.</param>
    public Buffer Define(Value value, string expression, params IReadOnlyList<Value> place)
    {
        if (place.Count > 0)
            _waits.Place(value, place);
        return _buffers[value] = new Buffer(expression, value.Type.Element, new(HistoryLayout.Strides(value)));
    }

    /// <summary>The span that a tensor is to be stored in: the caller's for a result, otherwise scratch.</summary>
    public string Allocate(Value value) => Allocate(value, _ => false);

    private string Allocate(Value value, Func<Value, bool> takesPlaceOf)
    {
        if (!_buffers.TryGetValue(value, out var buffer))
        {
            var name = _method.Declare(ValueNames.Of(value));
            _body.Line($"// {value.Name ?? name} : {value.Type}");
            buffer = _model.ReusesMemory && _rooms.Reuse(value, takesPlaceOf) is { } room ? Again(value, name, room) : Afresh(value, name);
        }

        _waits.Write(value);
        return buffer.Name;
    }

    private Buffer Afresh(Value value, string name)
    {
        _body.Line($"var {name} = {Take(value.Type.Element.CSharp(), value.Shape.Count)};");
        _rooms.Add(value, name);
        return Define(value, name);
    }

    private Buffer Again(Value value, string name, Rooms.Room room)
    {
        _body.Line($"var {name} = {(room.Count.Equals(value.Shape.Count) ? room.Variable : _method.Part(room.Variable, Dim.Zero, value.Shape.Count))};");
        return Define(value, name, room.Owner);
    }

    /// <summary>Scratch for so many elements.</summary>
    public string Take(string element, Dim count)
    {
        _room.Add($"Worker.Room<{element}>({_method.Size(count)})");
        return $"worker.Take<{element}>({_method.Size(count)})";
    }

    /// <summary>The scratch that a function which is called for chosen rows takes for so many of them.</summary>
    public string RoomOf(FunctionPlan callee, string rows)
    {
        var room = $"{callee.Name}Room({string.Join(", ", callee.Dimensions.Select(symbol => symbol == CallWhere.Rows.SymbolName ? rows : _model.DimensionName(symbol)))})";
        _room.Add(room);
        return room;
    }

    /// <summary>A tensor that is in a span already; a result is copied to where the caller wants it.</summary>
    public void Finish(Value value, string span)
    {
        if (_buffers.TryGetValue(value, out var wanted))
        {
            Writes(value);
            Wait();
            _body.Line($"worker.Copy({span}, {wanted.Name});");
        }
        else
        {
            Define(value, span);
        }
    }

    /// <summary>The present statement writes a tensor that was allocated before it.</summary>
    public void Writes(Value value) => _waits.Write(value);

    /// <summary>Has workers wait for one another in the middle of a statement.</summary>
    public void Wait() => _body.Line("worker.Wait();");

    /// <summary>The present statement has ended with all waiting, but for what it does from here on.</summary>
    public void Settle() => _waits.Settle();

    /// <summary>A span of exactly an operand's elements in row-major order.</summary>
    public string Dense(Value value)
    {
        var view = _plan.Fusion.Access(value);
        var buffer = Of(view.Base);
        return view.Start.Equals(Dim.Zero) && view.Base.Shape.Count.Equals(value.Shape.Count)
            ? buffer.Name
            : _method.Part(buffer.Name, view.Start, value.Shape.Count);
    }

    /// <summary>Stores a tensor's elements in row-major order, computing what is not in memory.</summary>
    public void Copy(Value value, string destination) =>
        LoopWriter.Write(_method, RootKernel.Build(FusionPlan.CopyOf(value), Find, _model.Stream), destination);

    /// <summary>The arguments that tell a kernel where to store, and which epilogue then computes another tensor there, if any.</summary>
    /// <param name="node">The kernel's node.</param>
    /// <param name="result">What is stored in the end: its result, or what the epilogue makes of it.</param>
    public string Destination(Node node, Value result)
    {
        var destination = Allocate(result);
        if (result == node.Result)
            return destination;
        Define(node.Result, destination, result);
        var form = EpilogueForm.Of(node, result, Find, _model.Stream) ?? throw new GraphException($"'{ValueNames.Of(result)}' is no epilogue");
        return $"{destination}, {new LaneKernelWriter(_method, form.Bindings, new ScalarWriter(_method, form.Bindings)).Epilogue(ValueNames.Of(result), form, destination)}";
    }

    /// <summary>How many items of a stack are in their places.</summary>
    public int Copied(StackPlan.Stack stack) => _copied.TryGetValue(stack, out var count) ? count : 0;

    /// <summary>Remembers how many items of a stack are in their places.</summary>
    public void Copied(StackPlan.Stack stack, int count) => _copied[stack] = Math.Max(count, Copied(stack));

    /// <summary>What an earlier statement has begun of a node: its variable, and the operand to go on with; or null.</summary>
    public (string Name, int Operand)? Begun(Node node) => _begun.TryGetValue(node, out var begun) ? begun : null;

    /// <summary>Remembers that the present statement has begun a later node.</summary>
    public void Begun(Node node, string name, int operand) => _begun[node] = (name, operand);

    private void Write(CSharpWriter writer)
    {
        var arguments = _plan.Function.Arguments.Select(a => (a, Define(a, _method.Declare(ValueNames.Of(a))).Name)).ToList();
        var results = _plan.Function.Results.Select(DefineResult).ToList();
        foreach (var value in _plan.Function.Nodes.SelectMany(n => n.Results))
            DefineWeight(value);
        StackLowering.Take(this);
        _waits.Forget();
        foreach (var node in _plan.Function.Nodes)
        {
            _rooms.Begin(node);
            _body.Separate();
            Statement(() => Write(node), node.Operator is Invocation and not Prepare);
        }

        foreach (var (value, name) in _plan.Function.Results.Zip(results, (value, name) => (value, name)))
        {
            if (Of(value).Name != name)
                Statement(() => Copy(value, name));
        }

        var given = string.Join(", ", _plan.Function.Results.Select(r => r.Type));
        var documentation = _model.PreparedFunctions.Contains(_plan.Function)
            ? $"What an instance computes once: {given}."
            : $"{(_plan.Function == _model.Graph.Main ? "The model" : "One instance")}: {string.Join(", ", _plan.Function.Arguments.Select(a => a.Type))} → {given}.";
        writer.Documentation("summary", documentation);
        var parameters = _model.Parameters(_plan)
            .Concat(arguments.Select(a => $"ReadOnlySpan<{a.a.Type.Element.CSharp()}> {a.Name}"))
            .Concat(_plan.Function.Results.Zip(results, (r, name) => $"Span<{r.Type.Element.CSharp()}> {name}"));
        writer.Block($"public static void {_plan.Name}({string.Join(", ", parameters)})", () =>
        {
            var text = _body.ToString();
            foreach (var past in _method.Pasts)
                writer.Line($"var {_model.DimensionName(past)} = {_model.PastLength(past)};");
            var allocates = text.Contains("worker.Take") || _plan.States.Fields.Any(field => field.State.Kept is not null);
            if (allocates)
            {
                writer.Line("var mark = worker.Mark();");
                writer.Separate();
            }

            writer.Lines(text);
            if (allocates)
                writer.Line("worker.Release(mark);");
        });
        if (_model.ChosenFunctions.Contains(_plan.Function))
            WriteRoom(writer);
    }

    // What it takes for all rows is reserved however few are chosen, so that another choice allocates nothing.
    private void WriteRoom(CSharpWriter writer)
    {
        writer.Separate();
        writer.Documentation("summary", $"The bytes of scratch that {_plan.Name} takes.");
        var parameters = string.Join(", ", _plan.Dimensions.Select(symbol => $"int {_model.DimensionName(symbol)}"));
        writer.Line($"public static long {_plan.Name}Room({parameters}) => {(_room.Count == 0 ? "0" : string.Join(" + ", _room))};");
    }

    private static IEnumerable<string> Pasts(Function function) => function.Nodes.SelectMany(n => n.Results).SelectMany(v => v.Shape)
        .Where(extent => !extent.IsConstant).SelectMany(extent => extent.Symbols).Where(symbol => Dim.Symbol(symbol).IsPast).Distinct();

    private string DefineResult(Value value)
    {
        var isOwn = !FusionPlan.IsGiven(value) && value.Producer.Operator is not History && !_buffers.ContainsKey(value);
        var name = _method.Declare(isOwn ? ValueNames.Of(value) : "result");
        if (isOwn)
            Define(value, name);
        return name;
    }

    private void DefineWeight(Value value)
    {
        if (Weight.Of(value) is { } weight && _plan.Weights.Fields.FirstOrDefault(f => f.Weight.Equals(weight) && f.Product is null) is { } field)
            Define(value, $"weights.{field.Name}");
    }

    /// <summary>Writes a statement, and before it that workers wait where they have to.</summary>
    private void Statement(Action write, bool isCall = false)
    {
        _waits.Forget();
        var start = _body.Next;
        write();
        if (_body.Next > start && _waits.End(isCall))
            _body.Insert(start, "worker.Wait();");
    }

    /// <summary>The buffer of a tensor in memory, or null. A constant gets its table when something first reads it.</summary>
    private Buffer? Find(Value value)
    {
        if (!FusionPlan.IsGiven(value))
            _waits.Read(value);
        if (_buffers.TryGetValue(value, out var known))
            return known;
        return FusionPlan.IsTable(value)
            ? Define(value, _model.Tables.Add(_plan.Name + " " + (value.Name ?? "table"), (Constant)value.Producer.Operator))
            : null;
    }

    private void Write(Node node)
    {
        switch (node.Operator)
        {
            case Argument or LoadParameter or LoadStack or Prepare:
                break;
            case Einsum or Attention when _plan.Epilogues.IsFused(node):
                break;
            case Einsum or Attention:
                WriteKernel(node, node.Result);
                break;
            case Pool:
                PoolLowering.Write(this, node);
                break;
            case History:
                HistoryLowering.Write(this, node);
                break;
            case Window { State: not null }:
                WindowLowering.Write(this, node);
                break;
            case Call:
                CallLowering.Write(this, node);
                break;
            case CallWhere:
                ChosenLowering.Write(this, node);
                break;
            case Scan scan:
                ScanLowering.Write(this, node, scan);
                break;
            case RecurrenceOperator recurrence:
                RecurrenceLowering.Write(this, node, recurrence);
                break;
            case ArgMax:
                RowLowering.ArgMax(this, node);
                break;
            case TopK topK:
                RowLowering.TopK(this, node, topK);
                break;
            case Concat when _plan.Stacks.Find(node.Result) is { } stack:
                StackLowering.Write(this, node, stack);
                break;
            case var _ when _plan.Epilogues.SourceOf(node.Result) is { } source:
                WriteKernel(source, node.Result);
                break;
            default:
                if (_plan.Fusion.IsStored(node.Result) && !FusionPlan.IsGiven(node.Result))
                    WriteLoops(node);
                break;
        }
    }

    private void WriteKernel(Node node, Value result)
    {
        if (node.Operator is Attention)
            AttentionLowering.Write(this, node, result);
        else
            EinsumLowering.Write(this, node, result);
    }

    private void WriteLoops(Node node)
    {
        var kernel = RootKernel.Build(node.Result, v => v == node.Result ? null : Find(v), _model.Stream);
        var destination = Allocate(node.Result, operand => InPlace.Fits(kernel, _buffers[operand].Name));
        LoopWriter.Write(_method, kernel, destination);
        if (node.Operator is Softmax or CumSum)
        {
            Wait();
            RowLowering.InPlace(this, node, destination);
        }
    }
}
