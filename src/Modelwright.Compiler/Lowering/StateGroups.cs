namespace Modelwright.Compiler.Lowering;

/// <summary>Components that feed one another from step to step, and so are one linear recurrence: s ← A s + input.</summary>
/// <param name="Members">The components.</param>
/// <param name="Matrix">A: what each member takes of each one's value before the step.</param>
/// <param name="Inputs">What each member takes besides.</param>
internal sealed record StateGroup(IReadOnlyList<Component> Members, double[,] Matrix, IReadOnlyList<Affine> Inputs);

/// <summary>
/// Takes the components of a program apart into groups in an order in which they can be computed. What a group takes of itself has
/// to be linear: a state that reaches itself through a rectifier or a product is no linear recurrence.
/// </summary>
internal sealed class StateGroups
{
    private readonly StepProgram _program;
    private readonly Dictionary<int, HashSet<int>> _reads = [];
    private readonly Dictionary<int, StateGroup> _groupOf = [];
    private readonly List<StateGroup> _inOrder = [];
    private readonly List<Obstacle> _obstacles = [];

    public StateGroups(StepProgram program)
    {
        _program = program;
        foreach (var members in Components())
            Add(members);
    }

    /// <summary>Every group, each behind those it reads.</summary>
    public IReadOnlyList<StateGroup> InOrder => _inOrder;

    /// <summary>What keeps groups from being linear.</summary>
    public IReadOnlyList<Obstacle> Obstacles => _obstacles;

    /// <summary>The group of a component.</summary>
    public StateGroup this[int component] => _groupOf[component];

    private void Add(IReadOnlyList<int> indices)
    {
        var members = indices.Select(i => _program.Components[i]).ToList();
        var own = new HashSet<int>(indices);
        var inputs = members.Select(member => Expand(member.Next, own)).ToList();
        var matrix = new double[members.Count, members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            for (var j = 0; j < members.Count; j++)
                matrix[i, j] = inputs[i][members[j].Before];
            inputs[i] = inputs[i].Substitute(atom => IsOwn(atom, own) ? Affine.Zero : Affine.Atom(atom));
            if (inputs[i].Terms.Where(t => _program.Atoms[t.Atom].Operands.Any()).FirstOrDefault(t => Reads(t.Atom).Overlaps(own)) is var term && term.Coefficient != 0)
                _obstacles.Add(Feedback(members[i], term.Atom, own));
        }

        var group = new StateGroup(members, matrix, inputs);
        _inOrder.Add(group);
        foreach (var member in members)
            _groupOf[member.Index] = group;
    }

    private bool IsOwn(int atom, HashSet<int> own) => _program.Atoms[atom] is BeforeAtom before && own.Contains(before.Component);

    // A member after the step is what it becomes; members read each other so only in the order of the text.
    private Affine Expand(Affine next, HashSet<int> own) => next.Substitute(
        atom => _program.Atoms[atom] is AfterAtom after && own.Contains(after.Component) ? Expand(_program.Components[after.Component].Next, own) : Affine.Atom(atom));

    private Obstacle Feedback(Component member, int atom, HashSet<int> own)
    {
        // The innermost one says best what is not linear.
        var innermost = _program.Atoms[atom];
        while (innermost.Operands.SelectMany(o => o.Terms).FirstOrDefault(t => _program.Atoms[t.Atom].Operands.Any() && Reads(t.Atom).Overlaps(own)) is { Coefficient: not 0 } deeper)
            innermost = _program.Atoms[deeper.Atom];
        var through = innermost is ProductAtom ? "a product" : "a rectifier";
        return new Obstacle(
            $"state '{member.Path}' reaches itself through {through}: a linear recurrence takes only constant multiples of itself",
            innermost.Origin ?? member.Origin);
    }

    /// <summary>The components that an atom's value depends on, in this step or from the last one, without what these depend on.</summary>
    private HashSet<int> Reads(int atom)
    {
        if (_reads.TryGetValue(atom, out var reads))
            return reads;
        reads = _program.Atoms[atom] switch
        {
            BeforeAtom before => [before.Component],
            AfterAtom after => [after.Component],
            var other => [.. other.Operands.SelectMany(o => o.Terms).SelectMany(t => Reads(t.Atom))],
        };
        _reads.Add(atom, reads);
        return reads;
    }

    // Tarjan's strongly connected components, which come out in the order that is wanted.
    private IEnumerable<IReadOnlyList<int>> Components()
    {
        var (index, low, stack, found) = (new Dictionary<int, int>(), new Dictionary<int, int>(), new Stack<int>(), new List<IReadOnlyList<int>>());
        foreach (var component in _program.Components)
        {
            if (!index.ContainsKey(component.Index))
                Visit(component.Index);
        }

        return found;

        void Visit(int v)
        {
            index[v] = low[v] = index.Count;
            stack.Push(v);
            foreach (var w in _program.Components[v].Next.Terms.SelectMany(t => Reads(t.Atom)).Distinct().OrderBy(w => w))
            {
                if (!index.ContainsKey(w))
                    Visit(w);
                if (stack.Contains(w))
                    low[v] = Math.Min(low[v], low[w]);
            }

            if (low[v] != index[v])
                return;
            var members = new List<int>();
            while (!members.Contains(v))
                members.Insert(0, stack.Pop());
            members.Sort();
            found.Add(members);
        }
    }
}
