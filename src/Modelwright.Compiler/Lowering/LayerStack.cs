namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Lays the stages of a program out as layers, each reading the channels of the one before alone: what a later stage needs is passed
/// through, in one channel if it is never negative or nothing is lost, else, through rectifiers, as the difference of two.
/// </summary>
internal sealed class LayerStack
{
    private readonly StepProgram _program;
    private readonly Ranges _known;
    private readonly Ranges _assumed;
    private readonly List<Layer> _layers = [];

    // What each atom is of the channels there are.
    private Dictionary<int, Affine> _channels = [];
    private int _width;

    private LayerStack(StepProgram program, Ranges known, Ranges assumed)
    {
        (_program, _known, _assumed) = (program, known, assumed);
        foreach (var input in program.Atoms.OfType<InputAtom>())
            _channels[input.Id] = Affine.Atom(_width++);
    }

    /// <summary>The layers of a program.</summary>
    public static IReadOnlyList<Layer> Of(StepProgram program, IReadOnlyList<Stage> stages, Ranges known, Ranges assumed)
    {
        var stack = new LayerStack(program, known, assumed);
        for (var i = 0; i < stages.Count; i++)
            stack.Add(stages[i], stack.NeededBehind(stages, i));
        stack._layers.Add(new OutputLayer(AffineMap.Of(program.Outputs.Select(stack.Channels).ToList(), stack._width)));
        return stack._layers;
    }

    // Atoms, and components before the step, that later stages or the outputs read.
    private SortedSet<int> NeededBehind(IReadOnlyList<Stage> stages, int stage) => new(stages.Skip(stage + 1)
        .SelectMany(Operands)
        .Concat(_program.Outputs).SelectMany(o => o.Terms).Select(t => t.Atom));

    private IEnumerable<Affine> Operands(Stage stage)
    {
        if (stage.Kind != StageKind.States)
            return stage.Atoms.SelectMany(atom => _program.Atoms[atom].Operands);
        var own = new HashSet<int>(stage.Groups.SelectMany(g => g.Members).Select(m => m.Before));
        return stage.Groups.SelectMany(g => g.Inputs).Select(input => input.Where(atom => !own.Contains(atom)));
    }

    private void Add(Stage stage, SortedSet<int> needed)
    {
        var passed = needed.Where(_channels.ContainsKey).ToList();
        var (rows, now) = (new List<Affine>(), new Dictionary<int, Affine>());
        switch (stage.Kind)
        {
            case StageKind.Rectifiers:
                foreach (var atom in stage.Atoms)
                    now[atom] = Row(Channels(((RectifierAtom)_program.Atoms[atom]).Argument));
                foreach (var atom in passed)
                    now[atom] = _known[atom].Least >= 0 ? Row(_channels[atom]) : Row(_channels[atom]) - Row(-1 * _channels[atom]);
                _layers.Add(new RectifierLayer(AffineMap.Of(rows, _width)));
                break;
            case StageKind.Products:
                var (right, ranges) = (new List<Affine>(), new List<(Interval, Interval)>());
                foreach (var product in stage.Atoms.Select(atom => (ProductAtom)_program.Atoms[atom]))
                {
                    now[product.Id] = Row(Channels(product.Left));
                    right.Add(Channels(product.Right));
                    ranges.Add((_assumed[product.Left], _assumed[product.Right]));
                }

                foreach (var atom in passed)
                {
                    now[atom] = Row(_channels[atom]);
                    right.Add(Affine.Of(1));
                    ranges.Add((_assumed[atom], Interval.Of(1)));
                }

                _layers.Add(new GateLayer(AffineMap.Of(rows, _width), AffineMap.Of(right, _width), [.. ranges]));
                break;
            default:
                AddStates(stage, needed, passed, now);
                return;
        }

        (_channels, _width) = (now, rows.Count);

        Affine Row(Affine row)
        {
            rows.Add(row);
            return Affine.Atom(rows.Count - 1);
        }
    }

    private void AddStates(Stage stage, SortedSet<int> needed, List<int> passed, Dictionary<int, Affine> now)
    {
        // A row of A over the stage's own components, a row of B over the channels, the start, and the atom that it gives.
        var members = stage.Groups.SelectMany(g => g.Members.Select((m, i) => (Component: m, Group: g, Index: i))).ToList();
        var place = members.Select((m, i) => (m.Component.Before, i)).ToDictionary(p => p.Before, p => p.i);
        var (matrix, inputs, starts, atoms) = (new List<Affine>(), new List<Affine>(), new List<double>(), new List<int?>());
        foreach (var (component, group, index) in members)
        {
            var own = Enumerable.Range(0, group.Members.Count).Aggregate(Affine.Zero, (sum, j) => sum + (group.Matrix[index, j] * Affine.Atom(place[group.Members[j].Before])));
            var others = group.Inputs[index].Where(place.ContainsKey).Substitute(atom => Affine.Atom(place[atom]));
            matrix.Add(own + others);
            inputs.Add(Channels(group.Inputs[index].Substitute(atom => place.ContainsKey(atom) ? Affine.Zero : Affine.Atom(atom))));
            starts.Add(component.Start);
            atoms.Add(component.After);
        }

        // What a component was before the step takes one more, unless there is one that becomes just that.
        foreach (var (component, _, _) in members.Where(m => needed.Contains(m.Component.Before)))
        {
            var keeper = matrix.FindIndex(row => row.Only == place[component.Before]);
            if (keeper >= 0 && inputs[keeper].Equals(Affine.Zero))
            {
                now[component.Before] = Affine.Atom(keeper);
                continue;
            }

            now[component.Before] = Affine.Atom(matrix.Count);
            Keep(Affine.Atom(place[component.Before]), Affine.Zero, component.Before);
        }

        foreach (var atom in passed)
        {
            now[atom] = Affine.Atom(matrix.Count);
            Keep(Affine.Zero, _channels[atom], atom);
        }

        for (var i = 0; i < members.Count; i++)
        {
            if (atoms[i] is { } after)
                now[after] = Affine.Atom(i);
        }

        _layers.Add(new StateLayer(
            AffineMap.Of(matrix, matrix.Count).Weight, AffineMap.Of(inputs, _width), [.. starts],
            [.. atoms.Select((_, i) => Of(_assumed, i))], [.. atoms.Select((_, i) => Of(_known, i).Least >= 0)]));
        (_channels, _width) = (now, matrix.Count);

        void Keep(Affine before, Affine input, int atom)
        {
            matrix.Add(before);
            inputs.Add(input);
            starts.Add(0);
            atoms.Add(atom);
        }

        Interval Of(Ranges ranges, int i) => i < members.Count ? ranges[members[i].Component.Before] : ranges[atoms[i]!.Value].Or(Interval.Of(0));
    }

    private Affine Channels(Affine affine) => affine.Substitute(atom => _channels[atom]);
}
