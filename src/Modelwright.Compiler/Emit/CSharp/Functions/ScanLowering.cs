using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes scans: a loop that calls the step's method, which reads each state in one buffer and writes another.</summary>
internal sealed class ScanLowering
{
    private readonly FunctionWriter _function;
    private readonly MethodScope _method;
    private readonly Node _node;
    private readonly Scan _scan;

    private ScanLowering(FunctionWriter function, Node node, Scan scan) =>
        (_function, _method, _node, _scan) = (function, function.Method, node, scan);

    /// <summary>Writes a scan.</summary>
    public static void Write(FunctionWriter function, Node node, Scan scan) => new ScanLowering(function, node, scan).Write();

    private void Write()
    {
        var states = _node.Results.Take(_scan.States.Count).Select(Start).ToList();
        _method.Writer.Separate();
        var sequences = _scan.Sequences.Select((axis, i) => Sequence(_node.Inputs[states.Count + i], axis)).ToList();
        var others = _node.Inputs.Skip(states.Count + sequences.Count).Select(_function.Dense).ToList();
        var outputs = _scan.Outputs.Select((axis, i) => Output(_node.Results[states.Count + i], axis)).ToList();
        var group = _function.Plan.Calls.First(g => g.Nodes.Contains(_node));
        _method.Writer.Separate();
        _function.Wait();
        _method.Writer.Block($"if (worker.Enter({_method.Work(_function.Model.Costs[_scan.Callee])}))", () => WriteSteps(states, sequences, others, outputs, group));
        _method.Writer.Block("else", () =>
        {
            foreach (var state in states)
                _method.Writer.Line($"{state}.Skip({_method.Write(_scan.Length)});");
        });
        foreach (var (state, value) in states.Zip(_node.Results, (state, value) => (state, value)))
            _function.Finish(value, $"{state}.Value");
    }

    private void WriteSteps(
        IReadOnlyList<string> states, IReadOnlyList<Slices> sequences, IReadOnlyList<string> others, IReadOnlyList<Slices> outputs, CallGroup group)
    {
        _method.For(_method.Write(_scan.Length), step =>
        {
            var at = step;
            if (_scan.IsReversed)
            {
                at = _method.Declare("at");
                _method.Writer.Line($"var {at} = {_method.Write(_scan.Length - Dim.One)} - {step};");
            }

            var slices = sequences.Select(s => Read(s, at)).ToList();
            if (sequences.Concat(outputs).Any(s => s.HasRoom))
                _function.Wait();
            CallLowering.WriteCall(
                _function, group,
                [.. states.Select(s => $"{s}.Value"), .. slices, .. others],
                [.. states.Select(s => $"{s}.Next"), .. outputs.Select(o => $"{o.Name}.At({at})")], at);
            foreach (var state in states)
                _method.Writer.Line($"{state}.Advance();");
            _function.Wait();
            foreach (var output in outputs.Where(o => o.HasRoom))
                _method.Writer.Line($"{output.Name}.Store(worker, {at});");
        });
        _method.Writer.Line("worker.Leave();");
    }

    /// <summary>A tensor that is read or written slice by slice.</summary>
    /// <param name="Name">The variable.</param>
    /// <param name="HasRoom">Whether slices are put together in room of their own.</param>
    private sealed record Slices(string Name, bool HasRoom);

    private string Read(Slices sequence, string at)
    {
        var read = $"{sequence.Name}.Read(worker, {at})";
        if (!sequence.HasRoom)
            return read;
        var slice = _method.Declare(sequence.Name + " now");
        _method.Writer.Line($"var {slice} = {read};");
        return slice;
    }

    /// <summary>The variable of a state, which holds its start; that of a session only counts before the first step.</summary>
    private string Start(Value state)
    {
        var name = _method.Declare(ValueNames.Of(state) + " state");
        var element = state.Type.Element.CSharp();
        var room = $"worker.Take<{element}>({_method.Size(state.Shape.Count)})";
        _method.Writer.Separate();
        _method.Writer.Line($"// {_scan.States[state.Result]} : {state.Type}");
        if (!_scan.KeepsStates(_function.Model.Graph.StreamAxis))
        {
            _method.Writer.Line($"var {name} = new ScanState<{element}>({room}, {room});");
            _function.Copy(_node.Inputs[state.Result], $"{name}.Value");
            return name;
        }

        var field = _function.Plan.State(Instances.Join(_scan.Path, _scan.States[state.Result])).Name;
        _method.Writer.Line($"var {name} = states is null");
        _method.Writer.Indented(() =>
        {
            _method.Writer.Line($"? new ScanState<{element}>({room}, {room})");
            _method.Writer.Line($": new ScanState<{element}>(states.{field}, {_method.Write(_scan.Length)}, {room});");
        });
        _method.Writer.Block("if (states is null || position == 0)", () => _function.Copy(_node.Inputs[state.Result], $"{name}.Value"));
        return name;
    }

    private Slices Sequence(Value sequence, int axis)
    {
        var view = _function.Plan.Fusion.Access(sequence);
        var name = _method.Declare(ValueNames.Of(sequence) + " slices");
        var source = _method.From(_function.Of(view.Base).Name, view.Start);
        var strides = new[] { view.RowStride(sequence.Shape, axis)!, view.Strides[axis] }.Select(_method.Write);
        Declare("AxisSlices", name, sequence, axis, [source, Rows(sequence, axis), .. strides]);
        return new Slices(name, HasRoom(sequence, axis));
    }

    private Slices Output(Value output, int axis)
    {
        var destination = _function.Allocate(output);
        var name = _method.Declare(ValueNames.Of(output) + " slices");
        Declare("StackedSlices", name, output, axis, [destination, Rows(output, axis), _method.Write(_scan.Length)]);
        return new Slices(name, HasRoom(output, axis));
    }

    private void Declare(string type, string name, Value value, int axis, IEnumerable<string> arguments)
    {
        var element = value.Type.Element.CSharp();
        var inner = value.Shape.Skip(axis + 1).Aggregate(Dim.One, (a, b) => a * b);
        var room = !HasRoom(value, axis) ? "default" : $"worker.Take<{element}>({_method.Size(Outer(value, axis) * inner)})";
        _method.Writer.Line($"var {name} = new {type}<{element}>({string.Join(", ", arguments.Concat([_method.Write(inner), room]))});");
    }

    private static bool HasRoom(Value value, int axis) => !Outer(value, axis).Equals(Dim.One);

    private string Rows(Value value, int axis) => _method.Write(Outer(value, axis));

    private static Dim Outer(Value value, int axis) => value.Shape.Take(axis).Aggregate(Dim.One, (a, b) => a * b);
}
