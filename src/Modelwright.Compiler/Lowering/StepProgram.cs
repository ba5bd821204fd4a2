namespace Modelwright.Compiler.Lowering;

/// <summary>
/// One step of a model over scalars: atoms in an order in which they can be computed, components that are kept from step to step,
/// and what is put out. Equal rectifiers and equal products are one atom.
/// </summary>
internal sealed class StepProgram
{
    private readonly List<Atom> _atoms = [];
    private readonly List<Component> _components = [];
    private readonly Dictionary<object, int> _known = [];

    /// <summary>Every atom by id.</summary>
    public IReadOnlyList<Atom> Atoms => _atoms;

    /// <summary>Every component by index.</summary>
    public IReadOnlyList<Component> Components => _components;

    /// <summary>What the step puts out, channel by channel.</summary>
    public IReadOnlyList<Affine> Outputs { get; set; } = [];

    /// <summary>The inner rectifier x of each step, which is 1 - relu(1 - relu(x)).</summary>
    public IEnumerable<int> FirstHalves => _atoms.OfType<RectifierAtom>()
        .Where(r => r.Argument is { Constant: 1, Terms: [(_, -1)] }).Select(r => r.Argument.Terms[0].Atom);

    /// <summary>A channel of an input.</summary>
    public Affine Input(int channel, string input, bool isInteger) => Affine.Atom(Add(id => new InputAtom(id, channel, input, isInteger)));

    /// <summary>max(argument, 0).</summary>
    public Affine Rectify(Affine argument, Place? origin) =>
        argument.Obstacle is not null ? argument
        : argument.IsConstant ? Affine.Of(Math.Max(argument.Constant, 0))
        : Affine.Atom(Known(argument, id => new RectifierAtom(id, argument, origin)));

    /// <summary>The product; a constant factor makes no atom.</summary>
    public Affine Multiply(Affine left, Affine right, Place? origin)
    {
        if ((left.Obstacle ?? right.Obstacle) is { } obstacle)
            return Affine.Refused(obstacle);
        if (left.IsConstant)
            return left.Constant * right;
        if (right.IsConstant)
            return right.Constant * left;
        return _known.TryGetValue((right, left), out var known)
            ? Affine.Atom(known)
            : Affine.Atom(Known((left, right), id => new ProductAtom(id, left, right, origin)));
    }

    /// <summary>A new component, before the step.</summary>
    public Component Keep(string path, double start)
    {
        var component = new Component(_components.Count, path, start, Add(id => new BeforeAtom(id, _components.Count)));
        _components.Add(component);
        return component;
    }

    /// <summary>
    /// Says what a component becomes, and gives what stands for it after the step: an atom of its own, or what it becomes itself
    /// where that needs no component.
    /// </summary>
    public Affine Update(Component component, Affine next, Place? origin)
    {
        component.Next = next;
        component.Origin = origin;
        if (next.Obstacle is not null || !next.Terms.Any(t => _atoms[t.Atom] is BeforeAtom))
            return next;
        component.After = Add(id => new AfterAtom(id, component.Index));
        return Affine.Atom(component.After.Value);
    }

    private int Known(object key, Func<int, Atom> make)
    {
        if (!_known.TryGetValue(key, out var id))
            _known.Add(key, id = Add(make));
        return id;
    }

    private int Add(Func<int, Atom> make)
    {
        _atoms.Add(make(_atoms.Count));
        return _atoms.Count - 1;
    }
}
