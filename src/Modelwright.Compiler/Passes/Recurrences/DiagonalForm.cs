using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Scans;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>A state whose elements go on each by itself.</summary>
internal sealed class DiagonalForm : ScanForm
{
    private readonly StateUse _use;
    private readonly Value _decay;
    private readonly Value _input;

    private DiagonalForm(StateUse use, IReadOnlyList<Term> terms)
    {
        _use = use;
        _decay = Sum(terms.Where(t => t.State is not null));
        _input = Sum(terms.Where(t => t.State is null));

        Value Sum(IEnumerable<Term> products)
        {
            var letters = terms[0].Outer.ToList();
            var sum = Nodes.Sum(products.Select(t => new Product(t.Scale, t.Factors)).ToList(), letters);
            return Nodes.Reshaped(Nodes.Expanded(sum, new Shape(letters.Select(letter => letter.Extent))), use.Before.Shape);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value> Operands => [_decay, _input];

    /// <inheritdoc/>
    public override IReadOnlyList<Value> Read => [_use.Next];

    /// <summary>The state in this form, or null where it has another.</summary>
    public static DiagonalForm? Of(StateUse use)
    {
        var forms = StateForms.Of(use.Update, [use.Before], [use.Next]);
        return forms.Updates.TryGetValue(use.Next, out var update) && update.Terms.All(IsDiagonal) && MatrixUpdate.Common(update.Terms) is { Count: > 0 } terms
            ? new DiagonalForm(use, terms)
            : null;

        bool IsDiagonal(Term term) => !term.Summed.Any() && (term.State is not { } state || (state.Value == use.Before && state.Axes.Equals(term.Axes)));
    }

    /// <inheritdoc/>
    public override (Value State, IReadOnlyList<Lifted> Read) Emit(Rewriter to, Scan scan, int state, Value start, Lifting lifting)
    {
        // Where the step puts the state out, or else where a sequence has its steps.
        var output = scan.Callee.Results.Skip(scan.States.Count).ToList().FindIndex(r => r == _use.Next);
        var axis = output >= 0 ? scan.Outputs[output] : Math.Min(scan.Sequences.FirstOrDefault(), start.Shape.Rank);
        var results = to.AddNode(
            new DiagonalScan(Instances.Join(scan.Path, scan.States[state]), scan.Length, axis, scan.IsReversed),
            [start, lifting.At(lifting[_decay], axis), lifting.At(lifting[_input], axis)]);
        return (results[0], [new Lifted(results[1], axis)]);
    }
}
