using System.Globalization;

namespace Modelwright.Compiler.Graph;

/// <summary>
/// The extent of an axis: an exact polynomial with integer coefficients over symbolic dimensions and floor divisions.
/// Kept in normal form, so that two extents that are equal as polynomials are equal as values.
/// </summary>
/// <remarks>
/// A symbol's <see cref="Past"/> twin (printed alike, kept apart) is the same axis seen as history: while a whole
/// sequence runs both have the same extent; in a session the twin counts every step so far. A twin that is limited
/// (<see cref="PastWithin"/>) counts the steps of the call and no more before them than are needed.
/// </remarks>
public sealed class Dim : IEquatable<Dim>
{
    /// <summary>Products in one extent, factors in a product, letters in a floor division and what it divides.</summary>
    private const int MaximumTerms = 100, MaximumDegree = 64, MaximumQuotient = 2000;

    private const char PastMark = '\'';

    // Ordered by key, without zeros.
    private readonly Term[] _terms;
    private string? _key;
    private IReadOnlyList<string>? _symbols;

    private Dim(Term[] terms) => _terms = terms.Length <= MaximumTerms ? terms : throw new ExtentTooLongException();

    /// <summary>A factor of a monomial: a symbol, or floor(Numerator / Denominator).</summary>
    private sealed record Atom(string? Symbol, Dim? Numerator, Dim? Denominator)
    {
        // Its length limits how far quotients of quotients grow.
        public string Key { get; } = Symbol ?? (Numerator!.Key.Length + Denominator!.Key.Length <= MaximumQuotient
            ? $"floor({Numerator.Key}/{Denominator.Key})"
            : throw new ExtentTooLongException());

        public bool Mentions(string symbol) =>
            Symbol is { } own ? own == symbol : Numerator!.Mentions(symbol) || Denominator!.Mentions(symbol);
    }

    /// <summary>A coefficient times a monomial; equal monomials have equal keys.</summary>
    private sealed class Term(long coefficient, (Atom Atom, int Power)[] factors, string? key = null)
    {
        public long Coefficient => coefficient;

        /// <summary>Ordered by the atoms' keys.</summary>
        public (Atom Atom, int Power)[] Factors => factors;

        public string Key { get; } = key ?? string.Join("*", factors.Select(
            f => f.Atom.Key + (f.Power > 1 ? "^" + f.Power.ToString(CultureInfo.InvariantCulture) : "")));

        public Term Times(long factor) => new(checked(coefficient * factor), factors, Key);
    }

    /// <summary>A text that two extents share exactly when they are equal.</summary>
    internal string Key => _key ??=
        string.Join("+", _terms.Select(t => t.Coefficient.ToString(CultureInfo.InvariantCulture) + "*" + t.Key));

    /// <summary>The extent 0.</summary>
    public static Dim Zero { get; } = new([]);

    /// <summary>The extent 1.</summary>
    public static Dim One { get; } = Constant(1);

    /// <summary>A known extent.</summary>
    public static Dim Constant(long value) => value == 0 ? Zero : new([new Term(value, [])]);

    /// <summary>A symbolic dimension such as <c>T</c>.</summary>
    public static Dim Symbol(string name) => new([new Term(1, [(new Atom(name, null, null), 1)])]);

    /// <summary>A known extent.</summary>
    public static implicit operator Dim(long value) => Constant(value);

    /// <summary>The history twin of a single symbol.</summary>
    public Dim Past => Symbol(SymbolName + PastMark);

    /// <summary>The history twin of a single symbol that goes back so many steps before those of a call.</summary>
    public Dim PastWithin(long steps) => Symbol(SymbolName + PastMark + steps.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether this is a history twin of a symbol.</summary>
    public bool IsPast => SymbolName?.IndexOf(PastMark) >= 0;

    /// <summary>How many steps before those of a call a history twin goes back to; null for all, and for what is no twin.</summary>
    public long? Kept => SymbolName is { } name && name.IndexOf(PastMark) is >= 0 and var mark && mark < name.Length - 1
        ? long.Parse(name.Substring(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The same extent with every history twin replaced by its symbol: what it is while a whole sequence runs.</summary>
    public Dim Present => Substitute(name => name.IndexOf(PastMark) >= 0 ? Symbol(WithoutMark(name)) : null);

    /// <summary>The name, if this is nothing but one symbol (a history twin's name ends in an apostrophe).</summary>
    public string? SymbolName =>
        _terms.Length == 1 && _terms[0] is { Coefficient: 1, Factors: [{ Power: 1, Atom.Symbol: { } name }] } ? name : null;

    /// <summary>The value, if it is known.</summary>
    public long? Value =>
        _terms.Length == 0 ? 0 : _terms.Length == 1 && _terms[0] is { Factors.Length: 0 } t ? t.Coefficient : null;

    /// <summary>Whether the value is known.</summary>
    public bool IsConstant => Value is not null;

    /// <summary>The magnitude of the largest coefficient; of a known extent its value.</summary>
    internal double LargestCoefficient => _terms.Length == 0 ? 0 : _terms.Max(t => Math.Abs((double)t.Coefficient));

    /// <summary>Whether no coefficient is negative, in quotients neither.</summary>
    internal bool HasNoNegativeTerm => _terms.All(t => t.Coefficient >= 0)
        && Quotients.All(q => q.Numerator.HasNoNegativeTerm && q.Denominator.HasNoNegativeTerm);

    /// <summary>Whether the value cannot be negative while every symbol is at least one.</summary>
    internal bool IsNonNegative => Value is { } number ? number >= 0 : Substitute(name => Symbol(name) + One).HasNoNegativeTerm;

    /// <summary>The floor divisions that occur, without those inside others.</summary>
    internal IEnumerable<(Dim Numerator, Dim Denominator)> Quotients =>
        _terms.SelectMany(t => t.Factors).Where(f => f.Atom.Symbol is null).Select(f => (f.Atom.Numerator!, f.Atom.Denominator!)).Distinct();

    /// <summary>The same with one floor division replaced.</summary>
    internal Dim ReplaceQuotient((Dim Numerator, Dim Denominator) quotient, Dim replacement)
    {
        var key = new Atom(null, quotient.Numerator, quotient.Denominator).Key;
        return _terms.Aggregate(Zero, (sum, term) => sum + term.Factors.Aggregate(Constant(term.Coefficient), (product, factor) =>
            Enumerable.Range(0, factor.Power).Aggregate(product, (p, _) =>
                p * (factor.Atom.Key == key ? replacement : new Dim([new Term(1, [(factor.Atom, 1)])])))));
    }

    /// <summary>Every symbol that occurs, history twins by their own name.</summary>
    public IEnumerable<string> Symbols => _symbols ??=
        _terms.SelectMany(t => t.Factors).SelectMany(f => f.Atom.Symbol is { } s
            ? [s]
            : f.Atom.Numerator!.Symbols.Concat(f.Atom.Denominator!.Symbols)).Distinct().ToList();

    /// <summary>Whether a symbol occurs.</summary>
    public bool Mentions(string symbol) => Symbols.Contains(symbol);

    /// <summary>Sum.</summary>
    public static Dim operator +(Dim a, Dim b) =>
        b._terms.Length == 0 ? a : a._terms.Length == 0 ? b : new Dim(Sum(a._terms, b._terms));

    /// <summary>Difference.</summary>
    public static Dim operator -(Dim a, Dim b) => a + (Constant(-1) * b);

    /// <summary>Product.</summary>
    public static Dim operator *(Dim a, Dim b)
    {
        if (b.IsConstant)
            (a, b) = (b, a);
        if (a.Value is { } factor)
            return factor == 0 ? Zero : factor == 1 ? b : new Dim(Array.ConvertAll(b._terms, t => t.Times(factor)));
        Term[] product = [];
        foreach (var term in a._terms)
            product = Sum(product, Sorted(b._terms.Select(other => Multiply(term, other))));
        return new Dim(product);
    }

    /// <summary>a / b, if it is a polynomial with integer coefficients; otherwise null.</summary>
    public static Dim? DivideExactly(Dim a, Dim b)
    {
        if (b._terms.Length != 1)
            return a.Equals(b) ? One : null;
        var divisor = b._terms[0];
        var quotient = new List<Term>();
        foreach (var term in a._terms)
        {
            if (term.Coefficient % divisor.Coefficient != 0)
                return null;
            var factors = term.Factors.ToList();
            foreach (var (atom, power) in divisor.Factors)
            {
                var i = factors.FindIndex(f => f.Atom.Key == atom.Key);
                if (i < 0 || factors[i].Power < power)
                    return null;
                if (factors[i].Power == power)
                    factors.RemoveAt(i);
                else
                    factors[i] = (atom, factors[i].Power - power);
            }

            quotient.Add(new Term(term.Coefficient / divisor.Coefficient, factors.ToArray()));
        }

        return new Dim(Sorted(quotient));
    }

    /// <summary>floor(a / b); b must not be known to be zero.</summary>
    public static Dim FloorDivide(Dim a, Dim b)
    {
        if (DivideExactly(a, b) is { } exact)
            return exact;
        if (a.Value is { } x && b.Value is { } y)
            return Constant((x / y) - (x % y != 0 && (x < 0) != (y < 0) ? 1 : 0));

        // What divides evenly stands outside, so that floor((n + 4) / 4) and floor(n / 4) + 1 are equal.
        var whole = a._terms.Select(term => Whole(term, b)).Aggregate(Zero, (sum, part) => sum + part);
        return whole.Equals(Zero) ? new Dim([new Term(1, [(new Atom(null, a, b), 1)])]) : whole + FloorDivide(a - (whole * b), b);
    }

    private static Dim Whole(Term term, Dim divisor) => term.Factors.Length == 0 && divisor.Value is > 0
        ? FloorDivide(Constant(term.Coefficient), divisor)
        : DivideExactly(new Dim([term]), divisor) ?? Zero;

    /// <summary>ceil(a / b); b must not be known to be zero.</summary>
    public static Dim CeilingDivide(Dim a, Dim b) => DivideExactly(a, b) ?? FloorDivide(a + b - One, b);

    /// <summary>Replaces symbols; a null answer keeps one.</summary>
    public Dim Substitute(Func<string, Dim?> replacement)
    {
        var sum = Zero;
        foreach (var term in _terms)
        {
            var product = Constant(term.Coefficient);
            foreach (var (atom, power) in term.Factors)
            {
                var value = atom.Symbol is { } s
                    ? replacement(s) ?? new Dim([new Term(1, [(atom, 1)])])
                    : FloorDivide(atom.Numerator!.Substitute(replacement), atom.Denominator!.Substitute(replacement));
                for (var i = 0; i < power; i++)
                    product *= value;
            }

            sum += product;
        }

        return sum;
    }

    /// <summary>What a symbol is multiplied by; 0 where it does not occur, null where the extent is not linear in it.</summary>
    internal Dim? Slope(string symbol)
    {
        var slope = new List<Term>();
        foreach (var term in _terms)
        {
            var at = Array.FindIndex(term.Factors, f => f.Atom.Symbol == symbol);
            if ((at >= 0 && term.Factors[at].Power > 1) || term.Factors.Where((_, i) => i != at).Any(f => f.Atom.Mentions(symbol)))
                return null;
            if (at >= 0)
                slope.Add(new Term(term.Coefficient, term.Factors.Where((_, i) => i != at).ToArray()));
        }

        return new Dim(slope.Count > 1 ? Sorted(slope) : slope.ToArray());
    }

    /// <summary>The number, given every symbol's value.</summary>
    public long Evaluate(Func<string, long> value) =>
        Substitute(name => Constant(value(name))).Value ?? throw new InvalidOperationException($"{this} has an unbound symbol");

    /// <summary>Computes the extent with someone else's arithmetic.</summary>
    public T Fold<T>(
        Func<long, T> constant, Func<string, T> symbol, Func<T, T, T> add, Func<T, T, T> multiply, Func<T, T, T> floorDivide)
    {
        return _terms.Length == 0 ? constant(0) : _terms.Select(OfTerm).Aggregate(add);

        T OfTerm(Term term)
        {
            var factors = term.Factors.SelectMany(f => Enumerable.Repeat(OfAtom(f.Atom), f.Power)).ToList();
            if (term.Coefficient != 1 || factors.Count == 0)
                factors.Add(constant(term.Coefficient));
            return factors.Aggregate(multiply);
        }

        T OfAtom(Atom atom) => atom.Symbol is { } name
            ? symbol(name)
            : floorDivide(
                atom.Numerator!.Fold(constant, symbol, add, multiply, floorDivide),
                atom.Denominator!.Fold(constant, symbol, add, multiply, floorDivide));
    }

    /// <summary>
    /// Writes the extent in a language with <c>+ - *</c>, given how to write a symbol and a floor division.
    /// </summary>
    public string Format(Func<string, string> symbol, Func<string, string, string> floorDivide)
    {
        if (_terms.Length == 0)
            return "0";
        var text = "";
        // Terms with symbols first, the constant last: "T + 1".
        foreach (var term in _terms.OrderBy(t => t.Factors.Length == 0).ThenBy(t => t.Coefficient < 0))
        {
            var factors = term.Factors
                .SelectMany(f => Enumerable.Repeat(f.Atom, f.Power))
                .Select(a => a.Symbol is { } s
                    ? symbol(s)
                    : floorDivide(a.Numerator!.Format(symbol, floorDivide), a.Denominator!.Format(symbol, floorDivide)))
                .ToList();
            var magnitude = Math.Abs(term.Coefficient);
            if (magnitude != 1 || factors.Count == 0)
                factors.Insert(0, magnitude.ToString(CultureInfo.InvariantCulture));
            var product = string.Join(" * ", factors);
            text += (text.Length, term.Coefficient < 0) switch
            {
                (0, false) => product,
                (0, true) => "-" + product,
                (_, false) => " + " + product,
                (_, true) => " - " + product,
            };
        }

        return text;
    }

    /// <summary>The extent as a user would write it.</summary>
    public override string ToString() => Format(WithoutMark, (a, b) => $"floor(({a}) / ({b}))");

    /// <inheritdoc/>
    public bool Equals(Dim? other)
    {
        if (other is null || other._terms.Length != _terms.Length)
            return false;
        for (var i = 0; i < _terms.Length; i++)
        {
            if (_terms[i].Coefficient != other._terms[i].Coefficient || _terms[i].Key != other._terms[i].Key)
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Dim);

    /// <inheritdoc/>
    public override int GetHashCode() => _terms.Aggregate(
        17, (hash, term) => unchecked((((hash * 31) + StringComparer.Ordinal.GetHashCode(term.Key)) * 31) + (int)term.Coefficient));

    private static string WithoutMark(string name) => name.Split(PastMark)[0];

    private static Term Multiply(Term a, Term b)
    {
        if (a.Factors.Length == 0)
            return b.Times(a.Coefficient);
        if (b.Factors.Length == 0)
            return a.Times(b.Coefficient);
        var factors = a.Factors.ToList();
        foreach (var (atom, power) in b.Factors)
        {
            var at = factors.FindIndex(f => string.CompareOrdinal(f.Atom.Key, atom.Key) >= 0);
            if (at < 0)
                factors.Add((atom, power));
            else if (factors[at].Atom.Key == atom.Key)
                factors[at] = (atom, factors[at].Power + power);
            else
                factors.Insert(at, (atom, power));
        }

        if (factors.Sum(f => f.Power) > MaximumDegree)
            throw new ExtentTooLongException();

        return new Term(checked(a.Coefficient * b.Coefficient), factors.ToArray());
    }

    private static Term[] Sorted(IEnumerable<Term> distinct) => distinct.OrderBy(t => t.Key, StringComparer.Ordinal).ToArray();

    /// <summary>The sum of two sums, each ordered.</summary>
    private static Term[] Sum(Term[] a, Term[] b)
    {
        var sum = new List<Term>(a.Length + b.Length);
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            var order = i == a.Length ? 1 : j == b.Length ? -1 : string.CompareOrdinal(a[i].Key, b[j].Key);
            if (order != 0)
            {
                sum.Add(order < 0 ? a[i++] : b[j++]);
                continue;
            }

            var coefficient = checked(a[i].Coefficient + b[j].Coefficient);
            if (coefficient != 0)
                sum.Add(new Term(coefficient, a[i].Factors, a[i].Key));
            i++;
            j++;
        }

        return sum.ToArray();
    }
}

/// <summary>An extent became a formula that is too long to work with.</summary>
public sealed class ExtentTooLongException() : OverflowException("an extent has at most 100 products of at most 64 factors, and short quotients");
