namespace Modelwright.Compiler.Lowering;

/// <summary>Makes a program anew, atom by atom, leaving out what no output depends on; a rewriting says what becomes of an atom.</summary>
internal abstract class ProgramRewriter(StepProgram source)
{
    private readonly Dictionary<int, Affine> _now = [];

    /// <summary>The program as it was.</summary>
    protected StepProgram Source => source;

    /// <summary>The program that is made.</summary>
    protected StepProgram Target { get; } = new();

    /// <summary>Makes the program.</summary>
    public StepProgram Run()
    {
        var reach = new Reach(source);
        var components = source.Components.Where(c => reach.HasComponent(c.Index)).ToDictionary(c => c.Index, c => Target.Keep(c.Path, c.Start));
        foreach (var atom in source.Atoms.Where(a => reach.HasAtom(a.Id) || a is InputAtom))
        {
            _now[atom.Id] = atom switch
            {
                InputAtom input => Target.Input(input.Channel, input.Input, input.IsInteger),
                BeforeAtom before => Affine.Atom(components[before.Component].Before),
                AfterAtom after => Target.Update(components[after.Component], Next(after.Component), source.Components[after.Component].Origin),
                RectifierAtom rectifier => Rewrite(rectifier),
                ProductAtom product => Rewrite(product),
                _ => throw new InvalidOperationException($"there is no atom {atom}"),
            };
        }

        foreach (var (index, component) in components.Where(c => source.Components[c.Key] is var old && (old.After is not { } after || !reach.HasAtom(after))).Select(c => (c.Key, c.Value)).ToList())
            Target.Update(component, Next(index), source.Components[index].Origin);
        Target.Outputs = source.Outputs.Select(Now).ToList();
        return Target;
    }

    /// <summary>What an expression has become.</summary>
    protected Affine Now(Affine affine) => affine.Substitute(atom => _now[atom]);

    /// <summary>What becomes of a rectifier, of operands made already.</summary>
    protected abstract Affine Rewrite(RectifierAtom rectifier);

    /// <summary>What becomes of a product.</summary>
    protected abstract Affine Rewrite(ProductAtom product);

    private Affine Next(int component) => Now(source.Components[component].Next);
}
