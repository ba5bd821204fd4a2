using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>A value as a sum of products, each with the state at most once; or the place where it stopped being one.</summary>
/// <param name="Terms">The products.</param>
/// <param name="Lost">The node of which no such sum is known, or null.</param>
internal sealed record Form(EquatableList<Term> Terms, Node? Lost = null)
{
    /// <summary>A sum of more products than this is no longer kept apart.</summary>
    private const int MostTerms = 32;

    /// <summary>One product.</summary>
    public static Form Of(Term term) => new(new EquatableList<Term>([term]));

    /// <summary>A value of which only is known where the sum was lost.</summary>
    public static Form LostAt(Node node) => new(EquatableList<Term>.Empty, node);

    /// <summary>Whether the state occurs, as far as known.</summary>
    public bool HasState => Lost is not null || Terms.Any(t => t.State is not null);

    /// <summary>Each product changed; lost where one cannot be.</summary>
    public Form Select(Func<Term, Term?> change, Node node)
    {
        if (Lost is not null)
            return this;
        var terms = Terms.Select(change).ToList();
        return terms.Contains(null) ? LostAt(node) : new Form(new EquatableList<Term>(terms!));
    }

    /// <summary>The sum of two in a shape to which they broadcast.</summary>
    public static Form Add(Form x, Form y, Shape shape, Node node) =>
        Lost2(x, y) ?? Limited(x.Terms.Concat(y.Terms).Select(t => t.Broadcast(shape)), node);

    /// <summary>The product of two in a shape to which they broadcast; lost where both have the state.</summary>
    public static Form Multiply(Form x, Form y, Shape shape, Node node)
    {
        if (Lost2(x, y) is { } lost)
            return lost;
        if (x.HasState && y.HasState)
            return LostAt(node);
        var products = (from a in x.Terms from b in y.Terms select Term.Multiply(a.Broadcast(shape), b.Broadcast(shape), node)).ToList();
        return products.Contains(null) ? LostAt(node) : Limited(products!, node);
    }

    private static Form? Lost2(Form x, Form y) => x.Lost is not null ? x : y.Lost is not null ? y : null;

    private static Form Limited(IEnumerable<Term> terms, Node node)
    {
        var list = new EquatableList<Term>(terms);
        return list.Count > MostTerms ? LostAt(node) : new Form(list);
    }
}
