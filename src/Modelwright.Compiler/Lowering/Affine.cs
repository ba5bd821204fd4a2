namespace Modelwright.Compiler.Lowering;

/// <summary>A constant and a sum of atoms with coefficients: what every linear operator keeps a number of a step as. A value.</summary>
internal sealed class Affine : IEquatable<Affine>
{
    private static readonly (int Atom, double Coefficient)[] None = [];

    private Affine((int Atom, double Coefficient)[] terms, double constant, Obstacle? obstacle = null) =>
        (Terms, Constant, Obstacle) = (terms, constant, obstacle);

    /// <summary>The number 0.</summary>
    public static Affine Zero { get; } = new(None, 0);

    /// <summary>The atoms by id, in order; no coefficient is 0.</summary>
    public (int Atom, double Coefficient)[] Terms { get; }

    /// <summary>What is added to them.</summary>
    public double Constant { get; }

    /// <summary>Why this is no such sum; whatever is made of it isn't either.</summary>
    public Obstacle? Obstacle { get; }

    /// <summary>Whether no atom takes part.</summary>
    public bool IsConstant => Terms.Length == 0 && Obstacle is null;

    /// <summary>The atom that this is nothing but, or null.</summary>
    public int? Only => Terms is [(var atom, 1)] && Constant == 0 ? atom : null;

    /// <summary>A number.</summary>
    public static Affine Of(double constant) => constant == 0 ? Zero : new Affine(None, constant);

    /// <summary>An atom.</summary>
    public static Affine Atom(int atom) => new([(atom, 1)], 0);

    /// <summary>Something that cannot be lowered.</summary>
    public static Affine Refused(Obstacle obstacle) => new(None, 0, obstacle);

    /// <summary>Sum.</summary>
    public static Affine operator +(Affine a, Affine b)
    {
        if ((a.Obstacle ?? b.Obstacle) is { } obstacle)
            return Refused(obstacle);
        var terms = new List<(int, double)>(a.Terms.Length + b.Terms.Length);
        for (int i = 0, j = 0; i < a.Terms.Length || j < b.Terms.Length;)
        {
            var order = i == a.Terms.Length ? 1 : j == b.Terms.Length ? -1 : a.Terms[i].Atom.CompareTo(b.Terms[j].Atom);
            var coefficient = (order <= 0 ? a.Terms[i].Coefficient : 0) + (order >= 0 ? b.Terms[j].Coefficient : 0);
            if (coefficient != 0)
                terms.Add((order <= 0 ? a.Terms[i].Atom : b.Terms[j].Atom, coefficient));
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return new Affine(terms.ToArray(), a.Constant + b.Constant);
    }

    /// <summary>A multiple.</summary>
    public static Affine operator *(double factor, Affine a) =>
        a.Obstacle is not null || factor == 1 ? a
        : factor == 0 ? Zero
        : new Affine(Array.ConvertAll(a.Terms, t => (t.Atom, factor * t.Coefficient)), factor * a.Constant);

    /// <summary>Difference.</summary>
    public static Affine operator -(Affine a, Affine b) => a + (-1 * b);

    /// <summary>The same with something else in place of each atom.</summary>
    public Affine Substitute(Func<int, Affine> replacement) => Obstacle is not null ? this : Terms.Aggregate(
        Of(Constant), (sum, term) => sum + (term.Coefficient * replacement(term.Atom)));

    /// <summary>The part of the atoms that a condition holds for, without the constant.</summary>
    public Affine Where(Func<int, bool> holds) => new(Terms.Where(t => holds(t.Atom)).ToArray(), 0);

    /// <summary>What an atom is multiplied by; 0 where it does not take part.</summary>
    public double this[int atom] => Array.Find(Terms, t => t.Atom == atom).Coefficient;

    /// <summary>The value, given each atom's.</summary>
    public double Evaluate(Func<int, double> value) => Terms.Aggregate(Constant, (sum, term) => sum + (term.Coefficient * value(term.Atom)));

    /// <inheritdoc/>
    public bool Equals(Affine? other) => other is not null && Constant.Equals(other.Constant) && Obstacle == other.Obstacle && Terms.SequenceEqual(other.Terms);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Affine);

    /// <inheritdoc/>
    public override int GetHashCode() => Terms.Aggregate(
        Constant.GetHashCode(), (hash, term) => unchecked((((hash * 31) + term.Atom) * 31) + term.Coefficient.GetHashCode()));
}
