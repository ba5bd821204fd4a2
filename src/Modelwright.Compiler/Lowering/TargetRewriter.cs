namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Brings a program into the form that a target computes exactly in float32: rectifiers of known sign go, products become
/// conditionals where the target has no gates, and large constants that cancel are kept apart.
/// </summary>
/// <param name="source">The program.</param>
/// <param name="known">What numbers can be, by what the user says alone.</param>
/// <param name="assumed">What they can be where the user says nothing.</param>
/// <param name="target">What it is for.</param>
internal sealed class TargetRewriter(StepProgram source, Ranges known, Ranges assumed, LoweringTarget target) : ProgramRewriter(source)
{
    private const double Large = 64;
    private const double NearlyAll = 1.0 / 64;

    /// <summary>The products that the target cannot compute.</summary>
    public List<Obstacle> Obstacles { get; } = [];

    /// <summary>The constants that were chosen to close conditionals.</summary>
    public SortedSet<double> LargeConstants { get; } = [];

    /// <inheritdoc/>
    protected override Affine Rewrite(RectifierAtom rectifier) => known[rectifier.Argument] switch
    {
        { Least: >= 0 } => Now(rectifier.Argument),
        { Greatest: <= 0 } => Affine.Zero,
        _ => Rectify(rectifier.Argument, rectifier.Origin),
    };

    /// <inheritdoc/>
    protected override Affine Rewrite(ProductAtom product)
    {
        var (a, b, origin) = (product.Left, product.Right, product.Origin);
        if (target == LoweringTarget.GatedLinearRnn)
            return Target.Multiply(Now(a), Now(b), origin);
        var (first, second) = (known.IsBinary(a), known.IsBinary(b));
        return (first, second) switch
        {
            (true, true) => Rectify(a + b - Affine.Of(1), origin),
            (true, false) => Choose(a, b, origin),
            (false, true) => Choose(b, a, origin),
            _ when IsSumOfConditions(a) => Distribute(a, b, origin),
            _ when IsSumOfConditions(b) => Distribute(b, a, origin),
            _ when target == LoweringTarget.Lstm => Target.Multiply(Now(a), Now(b), origin),
            _ => Refuse(origin),
        };
    }

    private bool IsSumOfConditions(Affine factor) => factor.Terms.All(t => known.IsBinary(Affine.Atom(t.Atom)));

    private Affine Distribute(Affine conditions, Affine value, Place? origin) => conditions.Terms.Aggregate(
        conditions.Constant * Now(value), (sum, term) => sum + (term.Coefficient * Choose(Affine.Atom(term.Atom), value, origin)));

    // The value where the condition is 1, else 0: value - large (1 - condition) is at most 0 where the condition is 0.
    private Affine Choose(Affine condition, Affine value, Place? origin)
    {
        var range = assumed[value];
        if (!range.IsFinite)
        {
            Obstacles.Add(new Obstacle("a conditional needs a constant larger than its value can be, and there is no bound for the value: give --range for the inputs and --steps", origin));
            return Affine.Zero;
        }

        var large = Math.Pow(2, Math.Max(0, Math.Ceiling(Math.Log(range.Magnitude, 2))));
        LargeConstants.Add(large);
        var shut = large * (Affine.Of(1) - condition);
        var positive = range.Greatest > 0 ? Rectify(value - shut, origin) : Affine.Zero;
        return range.Least < 0 ? positive - Rectify((-1 * value) - shut, origin) : positive;
    }

    private Affine Refuse(Place? origin)
    {
        Obstacles.Add(new Obstacle(
            $"{target.Word()} has no gate for a product of two numbers that change unless one of them is 0 or 1, as a step is: lower it to {LoweringTarget.GatedLinearRnn.Word()}", origin));
        return Affine.Zero;
    }

    private Affine Rectify(Affine argument, Place? origin) => Target.Rectify(Apart(argument, origin), origin);

    // L + x - L y keeps few digits of x where y is 1; x + L (1 - y) keeps all, with 1 - y made first.
    private Affine Apart(Affine argument, Place? origin)
    {
        foreach (var (atom, coefficient) in argument.Terms)
        {
            var rest = argument.Constant + coefficient;
            if (Math.Abs(coefficient) < Large || Math.Abs(rest) > NearlyAll * Math.Abs(argument.Constant)
                || argument.Terms.All(t => t.Atom == atom || (assumed.IsWhole(t.Atom) && t.Coefficient == Math.Floor(t.Coefficient))))
                continue;
            var other = Affine.Of(1) - Now(Affine.Atom(atom));
            var made = Target.Rectify(other, origin);
            if (known[atom].Greatest > 1)
                made -= Target.Rectify(-1 * other, origin);
            return Now(argument - (coefficient * Affine.Atom(atom)) - Affine.Of(argument.Constant)) + Affine.Of(rest) - (coefficient * made);
        }

        return Now(argument);
    }
}
