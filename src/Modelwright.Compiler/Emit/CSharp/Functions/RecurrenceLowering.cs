using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes recurrences that are one operator as calls of their kernels.</summary>
internal sealed class RecurrenceLowering
{
    private readonly FunctionWriter _function;
    private readonly MethodScope _method;
    private readonly Node _node;
    private readonly RecurrenceOperator _recurrence;

    private RecurrenceLowering(FunctionWriter function, Node node, RecurrenceOperator recurrence) =>
        (_function, _method, _node, _recurrence) = (function, function.Method, node, recurrence);

    /// <summary>Writes a recurrence.</summary>
    public static void Write(FunctionWriter function, Node node, RecurrenceOperator recurrence) =>
        new RecurrenceLowering(function, node, recurrence).Write();

    private void Write()
    {
        var (start, end) = State();
        var output = _function.Allocate(_node.Results[1]);
        _method.Writer.Separate();
        _function.Wait();
        if (_recurrence is LinearScan linear)
            Write(linear, start, end, output);
        else
            Write((DiagonalScan)_recurrence, start, end, output);
        _function.Writes(_node.Results[0]);
        _function.Finish(_node.Results[0], end);
    }

    private void Write(LinearScan scan, string start, string end, string output)
    {
        var decay = _node.Inputs[1];
        var state = scan.Laid(_node.Inputs[0].Shape, decay.Shape);
        var view = _function.Plan.Fusion.Access(decay);
        var spread = new[] { 3, 4 }.Select(axis => decay.Shape[axis].Equals(Dim.One) ? Dim.Zero : view.Strides[axis]).Select(_method.Write);
        var sizes = new[] { state[0], scan.Length, scan.Writes, state[1], state[2], state[3] }.Select(_method.Write);
        var written = _node.Inputs.Skip(2).Select(x => Rows(x, 0, 1, 2)).ToList();
        if (written.Count < 4)
            written.Add("default");
        var (before, after) = (start, end);
        if (scan.IsTransposed)
        {
            before = after = _method.Declare(ValueNames.Of(_node.Results[0]) + " turned");
            _method.Writer.Line($"var {after} = {_function.Take("float", state.Count)};");
            Turn(start, after, state[3], state[2]);
            _function.Wait();
        }

        _method.Writer.Line("LinearScan.Run(");
        _method.Writer.Indented(() =>
        {
            _method.Writer.Line($"worker, {before}, {after}, {Rows(decay, 0, 1, 2)}, {string.Join(", ", spread)},");
            foreach (var operand in written)
                _method.Writer.Line($"{operand},");
            _method.Writer.Line($"{output}, new LinearScanShape({string.Join(", ", sizes)}), isReversed: {(scan.IsReversed ? "true" : "false")});");
        });
        if (!scan.IsTransposed)
            return;
        _function.Wait();
        Turn(after, end, state[2], state[3]);

        void Turn(string from, string to, Dim rows, Dim columns) =>
            _method.Writer.Line($"LinearScan.Transpose(worker, {from}, {to}, {_method.Write(state[0] * state[1])}, {_method.Write(rows)}, {_method.Write(columns)});");
    }

    private void Write(DiagonalScan scan, string start, string end, string output)
    {
        var shape = _node.Inputs[1].Shape;
        var sizes = new[] { Count(shape.Take(scan.Axis)), scan.Length, Count(shape.Skip(scan.Axis + 1)) }.Select(_method.Write);
        _method.Writer.Line("DiagonalScan.Run(");
        _method.Writer.Indented(() =>
        {
            _method.Writer.Line($"worker, {start}, {end}, {Rows(_node.Inputs[1], scan.Axis)}, {Rows(_node.Inputs[2], scan.Axis)}, {output},");
            _method.Writer.Line($"{string.Join(", ", sizes)}, isReversed: {(scan.IsReversed ? "true" : "false")});");
        });
    }

    /// <summary>
    /// Where the state is before the steps and after them. It starts where it ends, but in a session, which keeps what was
    /// before; there the start only counts before the first step.
    /// </summary>
    private (string Start, string End) State()
    {
        var state = _node.Results[0];
        if (!_recurrence.KeepsState(_function.Model.Graph.StreamAxis))
        {
            var place = _function.Allocate(state);
            _function.Copy(_node.Inputs[0], place);
            return (place, place);
        }

        var field = _function.Plan.State(_recurrence.State).Name;
        var start = _method.Declare(ValueNames.Of(state) + " before");
        var end = _method.Declare(ValueNames.Of(state) + " after");
        _method.Writer.Line($"// {_recurrence.State} : {state.Type}");
        _method.Writer.Line($"var {start} = states is null ? {_function.Take(state.Type.Element.CSharp(), state.Shape.Count)} : states.{field}.Before;");
        _method.Writer.Block("if (states is null || position == 0)", () => _function.Copy(_node.Inputs[0], start));
        _method.Writer.Line($"var {end} = states is null ? {start} : states.{field}.After;");
        return (start, end);
    }

    private string Rows(Value operand, int batch, int steps, int heads)
    {
        var view = _function.Plan.Fusion.Access(operand);
        var strides = new[] { operand.Shape[heads], view.Strides[batch], view.Strides[steps], view.Strides[heads] }.Select(_method.Write);
        return $"new RowsSpan({_method.From(_function.Of(view.Base).Name, view.Start)}, {string.Join(", ", strides)})";
    }

    private string Rows(Value operand, int axis)
    {
        var view = _function.Plan.Fusion.Access(operand);
        var strides = new[] { view.RowStride(operand.Shape, axis)!, view.Strides[axis] }.Select(_method.Write);
        return $"new RowsSpan({_method.From(_function.Of(view.Base).Name, view.Start)}, 1, {string.Join(", ", strides)}, 0)";
    }

    private static Dim Count(IEnumerable<Dim> extents) => new Shape(extents).Count;
}
