namespace Modelwright.Compiler.Lowering;

/// <summary>What of a program its outputs depend on, in this step or through earlier ones.</summary>
internal sealed class Reach
{
    private readonly StepProgram _program;
    private readonly HashSet<int> _atoms = [];
    private readonly HashSet<int> _components = [];
    private readonly List<Obstacle> _obstacles = [];

    public Reach(StepProgram program)
    {
        _program = program;
        var open = new Stack<Affine>(program.Outputs);
        while (open.Count > 0)
            Visit(open.Pop(), open);
    }

    /// <summary>What stands in the way of lowering what is reached, each once.</summary>
    public IReadOnlyList<Obstacle> Obstacles => _obstacles;

    /// <summary>Whether an atom is reached.</summary>
    public bool HasAtom(int atom) => _atoms.Contains(atom);

    /// <summary>Whether a component is reached.</summary>
    public bool HasComponent(int component) => _components.Contains(component);

    private void Visit(Affine affine, Stack<Affine> open)
    {
        if (affine.Obstacle is { } obstacle && !_obstacles.Contains(obstacle))
            _obstacles.Add(obstacle);
        foreach (var (id, _) in affine.Terms.Where(t => _atoms.Add(t.Atom)))
        {
            var atom = _program.Atoms[id];
            foreach (var operand in atom.Operands)
                open.Push(operand);
            if ((atom as BeforeAtom)?.Component is { } before && _components.Add(before))
                open.Push(_program.Components[before].Next);
            if ((atom as AfterAtom)?.Component is { } after && _components.Add(after))
                open.Push(_program.Components[after].Next);
        }
    }
}
