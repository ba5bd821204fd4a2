namespace Modelwright.Compiler.Lowering;

/// <summary>What the numbers of a program can be: interval arithmetic over its atoms, and which of them are whole numbers.</summary>
/// <param name="program">The program.</param>
/// <param name="groups">Its groups, all linear.</param>
/// <param name="inputs">What an input's channels can be.</param>
/// <param name="steps">The longest sequence; infinite where that is unknown.</param>
internal sealed class Ranges(StepProgram program, StateGroups groups, Func<string, Interval> inputs, double steps)
{
    /// <summary>From this slope on a ramp from 0 to 1 is meant as a step: what lies on it is a mistake of the program's.</summary>
    public const double Steep = 16;

    private static readonly Interval Unit = new(0, 1);

    private readonly Dictionary<int, Interval> _ranges = [];
    private readonly Dictionary<int, bool> _whole = [];
    private readonly Dictionary<int, double> _slopes = [];
    private readonly Dictionary<StateGroup, IReadOnlyList<Interval>> _states = [];

    /// <summary>What an expression can be.</summary>
    public Interval this[Affine affine] => affine.Terms.Aggregate(Interval.Of(affine.Constant), (sum, term) => sum + (term.Coefficient * this[term.Atom]));

    /// <summary>What an atom can be.</summary>
    public Interval this[int atom]
    {
        get
        {
            if (!_ranges.TryGetValue(atom, out var range))
                _ranges.Add(atom, range = Find(program.Atoms[atom]));
            return range;
        }
    }

    /// <summary>Whether an expression is 0 or 1, unless something stands on the ramp of a step.</summary>
    public bool IsBinary(Affine affine) => Unit.Contains(this[affine]) && IsWhole(affine);

    /// <summary>Whether an expression is a whole number, unless something stands on the ramp of a step.</summary>
    public bool IsWhole(Affine affine) => IsWhole(affine.Constant) && affine.Terms.All(t => IsWhole(t.Coefficient) && IsWhole(t.Atom));

    /// <summary>Whether an atom is such a number.</summary>
    public bool IsWhole(int atom)
    {
        if (!_whole.TryGetValue(atom, out var whole))
            _whole.Add(atom, whole = Decide(program.Atoms[atom]));
        return whole;
    }

    private static bool IsWhole(double number) => number == Math.Floor(number);

    private Interval Find(Atom atom) => atom switch
    {
        InputAtom input => inputs(input.Input),
        RectifierAtom rectifier => this[rectifier.Argument] is var x ? new Interval(Math.Max(x.Least, 0), Math.Max(x.Greatest, 0)) : default,
        ProductAtom { Left: var left, Right: var right } when left.Equals(right) => this[left] is var x ? Square(x) : default,
        ProductAtom product => this[product.Left] * this[product.Right],
        BeforeAtom before => AfterStep(before.Component).Or(Interval.Of(program.Components[before.Component].Start)),
        AfterAtom after => AfterStep(after.Component),
        _ => Interval.All,
    };

    private static Interval Square(Interval x) => new(x.Contains(Interval.Of(0)) ? 0 : Math.Min(x.Least * x.Least, x.Greatest * x.Greatest), x.Magnitude * x.Magnitude);

    private Interval AfterStep(int component)
    {
        var group = groups[component];
        if (!_states.TryGetValue(group, out var states))
            _states.Add(group, states = StateRange.Of(group, group.Inputs.Select(i => this[i]).ToList(), steps));
        return states[group.Members.ToList().FindIndex(m => m.Index == component)];
    }

    private bool Decide(Atom atom) => atom switch
    {
        InputAtom input => input.IsInteger,
        RectifierAtom rectifier => IsWhole(rectifier.Argument) || (Unit.Contains(this[atom.Id]) && Slope(atom.Id) >= Steep),
        ProductAtom product => IsWhole(product.Left) && IsWhole(product.Right),
        BeforeAtom before => IsWhole(groups[before.Component]),
        AfterAtom after => IsWhole(groups[after.Component]),
        _ => false,
    };

    private bool IsWhole(StateGroup group) =>
        group.Matrix.Cast<double>().All(IsWhole) && group.Members.All(m => IsWhole(m.Start)) && group.Inputs.All(IsWhole);

    // How steep a chain of rectifiers makes its input.
    private double Slope(int atom)
    {
        if (!_slopes.TryGetValue(atom, out var slope))
            _slopes.Add(atom, slope = program.Atoms[atom] is RectifierAtom { Argument.Terms: var terms } ? terms.Max(t => Math.Abs(t.Coefficient) * Slope(t.Atom)) : 1);
        return slope;
    }
}
