namespace Modelwright.Compiler.Passes.Choices;

/// <summary>
/// Where the elements of a value matter: where all conditions of one of the terms hold. It may say too much, never too
/// little.
/// </summary>
internal sealed class Demand
{
    private const int MostTerms = 4;
    private const int MostConditions = 8;

    private Demand(IReadOnlyList<IReadOnlyList<Condition>> terms) => Terms = terms;

    /// <summary>Everywhere.</summary>
    public static Demand Always { get; } = new([[]]);

    /// <summary>Nowhere.</summary>
    public static Demand Never { get; } = new([]);

    /// <summary>The alternatives; each is a list of conditions that hold together.</summary>
    public IReadOnlyList<IReadOnlyList<Condition>> Terms { get; }

    /// <summary>Whether some elements are known not to matter.</summary>
    public bool IsConditional => Terms.Count > 0 && Terms.All(term => term.Count > 0);

    /// <summary>Where one of two matters.</summary>
    public Demand Or(Demand other)
    {
        var terms = new List<IReadOnlyList<Condition>>();
        foreach (var term in Terms.Concat(other.Terms).OrderBy(term => term.Count))
        {
            if (!terms.Exists(known => known.All(term.Contains)))
                terms.Add(term);
        }

        return new Demand(terms.Count <= MostTerms ? terms : [terms.Skip(1).Aggregate(terms[0], (common, term) => common.Where(term.Contains).ToList())]);
    }

    /// <summary>Where it matters and conditions hold, too.</summary>
    public Demand And(IReadOnlyCollection<Condition> conditions) => conditions.Count == 0 ? this : new Demand(
        Terms.Select(term => Together(term, conditions)).OfType<IReadOnlyList<Condition>>().ToList());

    /// <summary>The same with other conditions; without those that become null.</summary>
    public Demand Select(Func<Condition, Condition?> condition) => Terms.Select(term => term.Select(condition).OfType<Condition>().ToList())
        .Aggregate(Never, (all, term) => all.Or(new Demand([term])));

    // Null where they contradict each other.
    private static IReadOnlyList<Condition>? Together(IReadOnlyList<Condition> term, IEnumerable<Condition> conditions)
    {
        var all = term.ToList();
        foreach (var condition in conditions)
        {
            var opposite = (condition with { Holds = !condition.Holds }).Choice;
            if (condition.Picked is null && all.Exists(known => known.Choice == opposite))
                return null;
            var same = all.FindIndex(known => known.Choice == condition.Choice);
            if (same >= 0)
                all[same] = all[same].IsFactor ? condition : all[same];
            else if (all.Count < MostConditions)
                all.Add(condition);
        }

        return all;
    }
}
