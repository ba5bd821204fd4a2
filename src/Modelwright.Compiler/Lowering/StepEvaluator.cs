using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Runs a model for one step on expressions instead of numbers. What only moves elements is run by the operator's own definition on
/// their numbers in a table, and so is what is known at build time, by its values.
/// </summary>
internal sealed class StepEvaluator(ModelGraph model, Func<string, DenseTensor> parameters)
{
    private readonly StepProgram _program = new();
    private readonly string _time = model.StreamAxis!;

    /// <summary>The program of a model that streams, whose outputs with the time axis are channels in order.</summary>
    public StepProgram Run()
    {
        var context = new EvaluationContext(_ => 1, parameters);
        var channel = 0;
        var inputs = model.Inputs.Select(port =>
        {
            var isInteger = port.Type.Element.IsInteger();
            var shape = context.Extents(port.Type.Shape);
            return new StepTensor(shape, StepTensor.Filled(shape, Affine.Zero).Elements.Select(_ => _program.Input(channel++, port.Name, isInteger)).ToArray());
        }).ToList();
        var results = Run(model.Main, new Frame(context, "", []), inputs);
        _program.Outputs = model.Outputs.Zip(results, (port, result) => (port, result))
            .Where(o => o.port.Type.Shape.Any(extent => extent.Mentions(_time)))
            .SelectMany(o => o.result.Elements).ToList();
        return _program;
    }

    private StepTensor[] Run(Function function, Frame frame, IReadOnlyList<StepTensor> arguments)
    {
        var values = new Dictionary<Value, StepTensor>();
        foreach (var (argument, tensor) in function.Arguments.Zip(arguments, (argument, tensor) => (argument, tensor)))
            values[argument] = frame.Define(argument, tensor, null, _program);
        foreach (var node in function.Nodes.Where(n => n.Operator is not Graph.Operators.Argument))
        {
            var results = Evaluate(node, frame, node.Inputs.Select(input => values[input]).ToList());
            foreach (var value in node.Results)
                values[value] = frame.Define(value, results[value.Result], Place.Of(node), _program);
        }

        return function.Results.Select(result => values[result]).ToArray();
    }

    private IReadOnlyList<StepTensor> Evaluate(Node node, Frame frame, IReadOnlyList<StepTensor> operands)
    {
        var context = frame.Context;
        switch (node.Operator)
        {
            case Call call:
                return Run(call.Callee, frame.Enter(call.Path, call.Callee, node.Results), operands);
            case Scan scan when scan.Length.Equals(Dim.Symbol(_time)):
                return Step(node, scan, frame, operands);
            case Scan scan:
                return Unroll(scan, frame, operands);
            case Iota iota when iota.Length.Mentions(_time):
                return [Position(frame)];
            case Window { State: { } state } window when node.Inputs[0].Shape[window.Axis].Mentions(_time):
                return [Before(window, Instances.Join(frame.Path, state), operands[0], Place.Of(node))];
            case Constant or LoadParameter or Iota or PointwiseOperator or Reduce or CumSum or Softmax or ArgMax or TopK or Attention or Einsum
                when operands.All(o => o.IsConstant):
                return node.Operator.Evaluate(context, operands.Zip(node.Inputs, (o, input) => o.Known(input.Type.Element)).ToList())
                    .Zip(node.Results, (tensor, result) => StepTensor.Of(tensor.As(result.Type.Element))).ToList();
            case Reshape or Transpose or Graph.Operators.Slice or Expand or Repeat or Slide or Window or Concat:
                return [Move(operands, tensors => node.Operator.Evaluate(context, tensors)[0])];
            case Gather or TakeAlong when operands[1].IsConstant:
                return [Move([operands[0]], tensors => node.Operator.Evaluate(context, [tensors[0], operands[1].Known(ElementType.Int64)])[0])];
            case PointwiseOperator op:
                var shape = Broadcasting.Broadcast(operands.Select(o => o.Shape).ToArray());
                var spread = operands.Select(o => Move([o], tensors => tensors[0].Expand(shape))).ToList();
                var pointwise = new StepArithmetic(_program, node);
                return [new StepTensor(shape, Enumerable.Range(0, spread[0].Elements.Length).Select(i => pointwise.Apply(op, spread.Select(s => s.Elements[i]).ToArray())).ToArray())];
            case Reduce { Kind: ReduceKind.Sum or ReduceKind.Mean or ReduceKind.Max or ReduceKind.Min or ReduceKind.Prod } reduce
                when operands.Count == 1 || operands[1].IsConstant:
                return [Combine(reduce, node, operands)];
            case CumSum cumsum:
                return [Accumulate(cumsum.Axis, operands[0])];
            default:
                var refused = Affine.Refused(operands.Select(o => o.Obstacle).FirstOrDefault(o => o is not null) ?? new Obstacle(
                    node.Operator is History
                        ? "this reads every step so far: an LSRL program keeps what it needs in states"
                        : $"'{node.Operator.Name}' of what changes from step to step: an LSRL program has affine maps, rectifiers and products",
                    Place.Of(node)));
                return node.Results.Select(result => StepTensor.Filled(context.Extents(result.Shape), refused)).ToList();
        }
    }

    // The operator runs on places in a table of all elements; where it puts a zero, there is one.
    private static StepTensor Move(IReadOnlyList<StepTensor> operands, Func<IReadOnlyList<DenseTensor>, DenseTensor> move)
    {
        var table = new List<Affine> { Affine.Zero };
        var places = operands.Select(operand =>
        {
            var first = table.Count;
            table.AddRange(operand.Elements);
            return new DenseTensor(operand.Shape, Enumerable.Range(first, operand.Elements.Length).Select(i => (double)i).ToArray());
        }).ToList();
        var moved = move(places);
        return new StepTensor(moved.Shape, Array.ConvertAll(moved.Data, place => table[(int)place]));
    }

    private StepTensor Combine(Reduce reduce, Node node, IReadOnlyList<StepTensor> operands)
    {
        var (x, arithmetic) = (operands[0], new StepArithmetic(_program, node));
        var mask = operands.Count == 2 ? operands[1].Known(ElementType.Bool).Expand(x.Shape).Data : null;
        var lines = new AxisLines(x.Shape, reduce.Axis);
        return new StepTensor(
            x.Shape.Where((_, axis) => axis != reduce.Axis).ToArray(),
            Enumerable.Range(0, lines.Count).Select(i => Line(lines.Elements(i, mask).Select(at => x.Elements[at]).ToList())).ToArray());

        Affine Line(IReadOnlyList<Affine> line) => reduce.Kind switch
        {
            ReduceKind.Sum => line.Aggregate(Affine.Zero, (sum, e) => sum + e),
            ReduceKind.Prod => line.Aggregate(Affine.Of(1), arithmetic.Multiply),
            _ when line.Count == 0 => Affine.Of(double.NaN),
            ReduceKind.Mean => (1.0 / line.Count) * line.Aggregate((sum, e) => sum + e),
            ReduceKind.Max => line.Aggregate(arithmetic.Greater),
            _ => line.Aggregate(arithmetic.Lesser),
        };
    }

    private static StepTensor Accumulate(int axis, StepTensor x)
    {
        var (result, lines) = ((Affine[])x.Elements.Clone(), new AxisLines(x.Shape, axis));
        foreach (var line in Enumerable.Range(0, lines.Count).Select(i => lines.Elements(i, mask: null).ToList()))
        {
            for (var i = 1; i < line.Count; i++)
                result[line[i]] = result[line[i - 1]] + x.Elements[line[i]];
        }

        return new StepTensor(x.Shape, result);
    }

    // The one step of a scan along the time axis: its states are components.
    private IReadOnlyList<StepTensor> Step(Node node, Scan scan, Frame frame, IReadOnlyList<StepTensor> operands)
    {
        var states = scan.States.Select((name, i) => Keep(Instances.Join(Instances.Join(frame.Path, scan.Path), name), operands[i], Place.Of(node))).ToList();
        var sequences = operands.Skip(scan.States.Count).Zip(scan.Sequences, (sequence, axis) => Without(sequence, axis));
        var inside = frame.Enter(scan.Path, scan.Callee, []);
        for (var i = 0; i < states.Count; i++)
            inside.Expect(scan.Callee.Results[i], states[i]);
        var results = Run(scan.Callee, inside, [.. states.Select(s => s.Before), .. sequences, .. operands.Skip(scan.States.Count + scan.Sequences.Count)]);
        return results.Select((result, i) => i < scan.States.Count ? result : With(result, scan.Outputs[i - scan.States.Count], 1)).ToList();
    }

    private StepState Keep(string path, StepTensor start, Place? origin)
    {
        if (start.Elements.FirstOrDefault(e => !e.IsConstant) is { } varying)
        {
            var obstacle = varying.Obstacle ?? new Obstacle($"state '{path}' starts from what is computed; a state's start has to be a number", origin);
            return new StepState([], StepTensor.Filled(start.Shape, Affine.Refused(obstacle)));
        }

        var components = start.Elements.Select(e => _program.Keep(path, e.Constant)).ToList();
        return new StepState(components, new StepTensor(start.Shape, components.Select(c => Affine.Atom(c.Before)).ToArray()));
    }

    // A scan along another axis is over within the step.
    private List<StepTensor> Unroll(Scan scan, Frame frame, IReadOnlyList<StepTensor> operands)
    {
        var length = frame.Context.Extent(scan.Length);
        var states = operands.Take(scan.States.Count).ToList();
        var stacked = new StepTensor[length][];
        for (var step = 0; step < length; step++)
        {
            var at = scan.IsReversed ? length - 1 - step : step;
            var sequences = operands.Skip(scan.States.Count).Zip(scan.Sequences, (sequence, axis) => Move([sequence], t => t[0].Slice(axis, at)));
            var results = Run(scan.Callee, frame.Enter(scan.Path, scan.Callee, []), [.. states, .. sequences, .. operands.Skip(scan.States.Count + scan.Sequences.Count)]);
            states = results.Take(states.Count).ToList();
            stacked[at] = results.Skip(states.Count).ToArray();
        }

        var outputs = scan.Outputs.Select((axis, i) => Move(
            stacked.Select(results => With(results[i], axis, 1)).ToList(), tensors => new Graph.Operators.Concat(axis).Evaluate(frame.Context, tensors)[0]));
        return [.. states, .. length > 0 ? outputs : []];
    }

    // The steps before: a line of components that shifts by one.
    private StepTensor Before(Window window, string path, StepTensor x, Place? origin)
    {
        var steps = new List<StepTensor> { x };
        for (var back = 0; back < window.Before.Value; back++)
        {
            steps.Insert(0, new StepTensor(x.Shape, steps[0].Elements.Select(element =>
            {
                var component = _program.Keep(path, 0);
                _program.Update(component, element, origin);
                return Affine.Atom(component.Before);
            }).ToArray()));
        }

        return Move(steps, tensors => new Graph.Operators.Concat(window.Axis).Evaluate(new EvaluationContext(_ => 1, parameters), tensors)[0]);
    }

    private StepTensor Position(Frame frame)
    {
        var counter = _program.Keep(Instances.Join(frame.Path, _time.ToLower(CultureInfo.InvariantCulture)), -1);
        return new StepTensor([1], [_program.Update(counter, Affine.Atom(counter.Before) + Affine.Of(1), null)]);
    }

    private static StepTensor Without(StepTensor x, int axis) => new(x.Shape.Where((_, i) => i != axis).ToArray(), x.Elements);

    private static StepTensor With(StepTensor x, int axis, int extent) => new([.. x.Shape.Take(axis), extent, .. x.Shape.Skip(axis)], x.Elements);

    /// <summary>A state of a scan: its components and what stands for them before the step.</summary>
    private sealed record StepState(IReadOnlyList<Component> Components, StepTensor Before);

    /// <summary>A function while it runs: its instance, and which of its values are what a state becomes.</summary>
    private sealed class Frame(EvaluationContext context, string path, Dictionary<Value, List<StepState>> states)
    {
        public EvaluationContext Context => context;

        public string Path => path;

        // What a call gives is computed inside it, and read there, too.
        public Frame Enter(string instance, Function callee, IReadOnlyList<Value> results)
        {
            var inside = new Frame(context.Enter(instance), Instances.Join(path, instance), []);
            foreach (var result in results.Where(states.ContainsKey))
            {
                foreach (var state in states[result])
                    inside.Expect(callee.Results[result.Result], state);
                states.Remove(result);
            }

            return inside;
        }

        public void Expect(Value value, StepState state)
        {
            if (!states.TryGetValue(value, out var expected))
                states.Add(value, expected = []);
            expected.Add(state);
        }

        public StepTensor Define(Value value, StepTensor tensor, Place? origin, StepProgram program)
        {
            if (!states.TryGetValue(value, out var expected))
                return tensor;
            foreach (var state in expected.Where(s => s.Components.Count > 0))
                tensor = new StepTensor(tensor.Shape, tensor.Elements.Zip(state.Components, (next, component) => program.Update(component, next, origin)).ToArray());
            states.Remove(value);
            return tensor;
        }
    }
}
