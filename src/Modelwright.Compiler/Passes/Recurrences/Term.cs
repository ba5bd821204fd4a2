using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>
/// A product in index notation: a number, tensors that do not depend on the state, and at most once the state itself. An
/// index that the product's own axes lack is summed over.
/// </summary>
/// <param name="Scale">The number.</param>
/// <param name="Factors">The tensors.</param>
/// <param name="State">The state, or null.</param>
/// <param name="Axes">The index of each axis of the product.</param>
/// <param name="Made">The node that last changed what it is, for messages.</param>
internal sealed record Term(
    double Scale, EquatableList<Factor> Factors, Factor? State, EquatableList<EquatableList<Letter>> Axes, Node? Made = null)
{
    /// <summary>A tensor alone.</summary>
    public static Term Of(Value value)
    {
        var factor = Factor.Of(value);
        return new Term(1, new([factor]), null, factor.Axes, value.Producer);
    }

    /// <summary>The state alone.</summary>
    public static Term OfState(Value value)
    {
        var state = Factor.Of(value);
        return new Term(1, EquatableList<Factor>.Empty, state, state.Axes, value.Producer);
    }

    /// <summary>A number everywhere.</summary>
    public static Term Of(double number, Shape shape) => new(number, EquatableList<Factor>.Empty, null, new(shape.Select(Letter.Axis)));

    /// <summary>The tensors, with the state where it has it.</summary>
    public IEnumerable<Factor> AllFactors => State is null ? Factors : Factors.Append(State);

    /// <summary>The indices of its axes.</summary>
    public IEnumerable<Letter> Outer => Axes.SelectMany(axis => axis);

    /// <summary>The indices that are summed over.</summary>
    public IEnumerable<Letter> Summed => AllFactors.SelectMany(f => f.Letters).Except(Outer).Distinct();

    /// <summary>The same with indices written as others.</summary>
    public Term Replace(Func<Letter, IReadOnlyList<Letter>> letters) => this with
    {
        Factors = new(Factors.Select(f => f.Replace(letters))),
        State = State?.Replace(letters),
        Axes = new(Axes.Select(axis => new EquatableList<Letter>(axis.SelectMany(letters)))),
    };

    /// <summary>The same with one index written as others.</summary>
    public Term Replace(Letter letter, params Letter[] by) => Replace(other => other == letter ? by : [other]);

    /// <summary>The same with indices of its own.</summary>
    public Term Fresh()
    {
        var fresh = new Dictionary<Letter, Letter>();
        return Replace(letter => [fresh.TryGetValue(letter, out var known) ? known : fresh[letter] = new Letter(letter.Extent)]);
    }

    /// <summary>The same seen through axes that are put together from its own; -1 is an axis along which it is repeated.</summary>
    public Term Arranged(IEnumerable<int> axes, Shape shape) =>
        this with { Axes = new(axes.Select((axis, i) => axis < 0 || (Axes[axis].Count == 0) ? Letter.Axis(shape[i]) : Axes[axis])) };

    /// <summary>The same in a shape to which it broadcasts.</summary>
    public Term Broadcast(Shape shape) => Arranged(Enumerable.Range(Axes.Count - shape.Rank, shape.Rank), shape);

    /// <summary>The same sum without an axis, summed over; null where nothing in the product runs along it and the extent is unknown.</summary>
    public Term? Sum(int axis, Node made)
    {
        var scale = Scale;
        foreach (var letter in Axes[axis].Except(AllFactors.SelectMany(f => f.Letters)))
        {
            if (letter.Extent.Value is not { } extent)
                return null;
            scale *= extent;
        }

        return this with { Scale = scale, Axes = new(Axes.Where((_, i) => i != axis)), Made = made };
    }

    /// <summary>The same elements in another shape; null where its indices don't divide like that.</summary>
    public Term? Reshaped(Shape shape)
    {
        var term = this;
        var left = new Queue<Letter>(Outer);
        var axes = new List<EquatableList<Letter>>();
        foreach (var extent in shape)
        {
            var (axis, missing) = (new List<Letter>(), extent);
            while (!missing.Equals(Dim.One))
            {
                if (left.Count == 0)
                    return null;
                var letter = left.Dequeue();
                if (Dim.DivideExactly(missing, letter.Extent) is { } rest)
                {
                    axis.Add(letter);
                    missing = rest;
                }
                else if (Dim.DivideExactly(letter.Extent, missing) is { } inner)
                {
                    Letter[] parts = [new(missing), new(inner)];
                    term = term.Replace(letter, parts);
                    axes = axes.Select(a => Divided(a, letter, parts)).ToList();
                    axis.Add(parts[0]);
                    left = new Queue<Letter>(left.Prepend(parts[1]));
                    missing = Dim.One;
                }
                else
                {
                    return null;
                }
            }

            axes.Add(new(axis));
        }

        return left.Count == 0 ? term with { Axes = new(axes) } : null;
    }

    /// <summary>Both with the same indices on their axes, which have the same extents; null where these don't divide alike.</summary>
    public static (Term X, Term Y)? Align(Term x, Term y)
    {
        for (var axis = 0; axis < x.Axes.Count; axis++)
        {
            for (var i = 0; i < Math.Max(x.Axes[axis].Count, y.Axes[axis].Count); i++)
            {
                if (i >= x.Axes[axis].Count || i >= y.Axes[axis].Count)
                    return null;
                var (a, b) = (x.Axes[axis][i], y.Axes[axis][i]);
                if (a == b)
                    continue;
                if (a.Extent.Equals(b.Extent))
                {
                    y = y.Replace(b, a);
                }
                else if (Dim.DivideExactly(a.Extent, b.Extent) is { } inner)
                {
                    x = x.Replace(a, b, new Letter(inner));
                }
                else if (Dim.DivideExactly(b.Extent, a.Extent) is { } rest)
                {
                    y = y.Replace(b, a, new Letter(rest));
                }
                else
                {
                    return null;
                }
            }
        }

        return (x, y);
    }

    /// <summary>The product of two in the same shape; at most one has the state.</summary>
    public static Term? Multiply(Term x, Term y, Node made) => Align(x, y.Fresh()) is (var a, var b)
        ? new Term(a.Scale * b.Scale, new(a.Factors.Concat(b.Factors)), a.State ?? b.State, a.Axes, x.SumsState ? x.Made : y.SumsState ? y.Made : made)
        : null;

    // What is only scaled afterwards is still made where elements of the state came together.
    private bool SumsState => State is not null && State.Letters.Except(Outer).Any();

    private static EquatableList<Letter> Divided(EquatableList<Letter> axis, Letter letter, Letter[] parts) =>
        new(axis.SelectMany(other => other == letter ? parts : [other]));
}
