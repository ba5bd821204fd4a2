using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Scans;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>A matrix state that decays, is written to by outer products, corrected, and read by products with its rows.</summary>
internal sealed class MatrixForm : ScanForm
{
    private readonly StateUse _use;
    private readonly IReadOnlyList<MatrixUpdate> _updates;
    private readonly IReadOnlyList<(Node Node, Term Term)> _reads;
    private readonly int _rows;
    private readonly int _columns;
    private readonly Value _decay;
    private readonly Value _write;
    private readonly Value _value;
    private readonly Value _read;
    private readonly Value? _erase;
    private readonly IReadOnlyList<Dim> _readers;

    private MatrixForm(StateUse use, IReadOnlyList<MatrixUpdate> updates, IReadOnlyList<(Node Node, Term Term)> reads, int rows, int columns)
    {
        (_use, _updates, _reads, _rows, _columns) = (use, updates, reads, rows, columns);
        _decay = Decay();
        var writes = updates.SelectMany(u => u.Writes.Select(w => (u.Axes, Write: w))).ToList();
        _write = Stack(writes.Select(w => (w.Axes, (IReadOnlyList<Product>)[w.Write.Write])).ToList(), rows);
        _value = Stack(writes.Select(w => (w.Axes, w.Write.Value)).ToList(), columns);
        _erase = writes.Any(w => w.Write.Erase.Count > 0) ? Stack(writes.Select(w => (w.Axes, w.Write.Erase)).ToList(), rows) : null;
        _readers = reads.Select(r => Count(Own(r.Term))).ToList();
        _read = ReadOperand();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value> Operands => _erase is null ? [_decay, _write, _value, _read] : [_decay, _write, _value, _read, _erase];

    /// <inheritdoc/>
    public override IReadOnlyList<Value> Read => _reads.Select(r => r.Node.Result).ToList();

    private int Writes => _updates.Sum(u => u.Writes.Count);

    /// <summary>The state in this form, or null where it has another.</summary>
    public static MatrixForm? Of(StateUse use)
    {
        var rank = use.Before.Shape.Rank;
        if (rank < 2 || Chain(use) is not { } chain || ReadsOf(use) is not { } reads)
            return null;
        var rows = reads.Select(r => r.Rows).Concat(chain.SelectMany(f => f.Terms).Where(t => t.State is { } s && !s.Axes.Equals(t.Axes)).Select(t => DeltaCheck.RowAxis(t) ?? -1)).Distinct().ToList();
        if (rows.Count > 1 || rows.Contains(-1))
            return null;
        // What is kept has keys and values behind the other axes; which is which may be known by how they are read.
        foreach (var (keys, values) in new[] { (rank - 2, rank - 1), (rank - 1, rank - 2) })
        {
            if ((rows.Count > 0 && rows[0] != keys) || Updates(chain, keys, values) is not { } updates || reads.Any(r => r.Term.Factors.Any(f => f.Letters.Intersect(r.Term.State!.Axes[values]).Any())))
                continue;
            if (rows.Count > 0 || updates.All(u => HasRowsAndColumns(u, keys, values)))
                return new MatrixForm(use, updates, reads.Select(r => (r.Node, r.Term)).ToList(), keys, values);
        }

        return null;
    }

    /// <inheritdoc/>
    public override (Value State, IReadOnlyList<Lifted> Read) Emit(Rewriter to, Scan scan, int state, Value start, Lifting lifting)
    {
        var declared = start.Shape;
        var (batch, heads) = (Extent(declared, Batch(declared.Rank).Take(1)), Extent(declared, Batch(declared.Rank).Skip(1)));
        var (values, steps) = (declared[_columns], scan.Length * Writes);
        List<Value> operands = [start, lifting.At(lifting[_decay], 1), Steps(_write), Steps(_value), lifting.At(lifting[_read], 1)];
        if (_erase is not null)
            operands.Add(Steps(_erase));
        var results = to.AddNode(
            new LinearScan(Instances.Join(scan.Path, scan.States[state]), scan.Length, Writes, scan.IsReversed, IsTransposed: _rows > _columns), operands);
        return (results[0], Reads());

        // [B, T, N, heads, width] → [B, T N, heads, width]
        Value Steps(Value operand)
        {
            var value = lifting.At(lifting[operand], 1);
            return to.Reshaped(value, new Shape([value.Shape[0], steps, value.Shape[3], value.Shape[4]]));
        }

        IReadOnlyList<Lifted> Reads()
        {
            var lifted = new List<Lifted>();
            var all = _readers.Aggregate(Dim.Zero, (sum, own) => sum + own);
            var apart = _reads.Count > 1 ? to.Reshaped(results[1], new Shape([batch, scan.Length, heads, all, values])) : results[1];
            var at = Dim.Zero;
            foreach (var ((node, term), own) in _reads.Zip(_readers, (r, own) => (r, own)))
            {
                lifted.Add(ReadOf(node, term, _reads.Count > 1 ? to.Add(new Slice(3, at, own), apart) : apart));
                at += own;
            }

            return lifted;
        }

        // What the step reads has its own order of axes.
        Lifted ReadOf(Node node, Term term, Value value)
        {
            var (first, rest) = (Letters(term.State!.Axes, Batch(declared.Rank).Take(1)), Letters(term.State.Axes, Batch(declared.Rank).Skip(1)));
            var step = new Letter(scan.Length);
            List<Letter> letters = [.. first, step, .. rest, .. Own(term), .. term.State.Axes[_columns]];
            var place = term.Axes.Count > 0 && first.Count > 0 && term.Axes[0].SequenceEqual(first) ? 1 : 0;
            var wanted = term.Outer.ToList();
            wanted.Insert(place == 0 ? 0 : first.Count, step);
            var laid = to.Transposed(to.Reshaped(value, new Shape(letters.Select(l => l.Extent))), wanted.Select(letter => letters.IndexOf(letter)));
            var shape = node.Result.Shape;
            return new Lifted(to.Reshaped(laid, new Shape([.. shape.Take(place), scan.Length, .. shape.Skip(place)])), place);
        }
    }

    // From the first version to the last.
    private static List<Form>? Chain(StateUse use)
    {
        var forms = StateForms.Of(use.Update, [use.Before], [use.Next]);
        var chain = new List<Form>();
        for (var version = use.Next; version != use.Before;)
        {
            if (!forms.Updates.TryGetValue(version, out var form))
                return null;
            var read = form.Terms.Select(t => t.State?.Value).OfType<Value>().Distinct().ToList();
            if (read.Count != 1)
                return null;
            chain.Insert(0, form);
            version = read[0];
        }

        return chain;
    }

    private static List<MatrixUpdate>? Updates(List<Form> chain, int rows, int columns)
    {
        var updates = chain.Select(form => MatrixUpdate.Of(form, rows, columns)).ToList();
        var isOne = updates.All(u => u is not null && !u.Decay.Any(p => SpreadsOver(u, p))) && updates.Skip(1).All(u => u!.KeepsAll) && updates.Any(u => u!.Writes.Count > 0);
        return isOne ? updates.OfType<MatrixUpdate>().ToList() : null;

        // A decay of keys and values at once is as large as the state; only one that is there already may be.
        bool SpreadsOver(MatrixUpdate update, Product product) =>
            new[] { rows, columns }.All(axis => product.Factors.Any(f => f.Letters.Intersect(update.Axes[axis]).Any())) &&
            !product.Factors.Any(f => new[] { rows, columns }.All(axis => f.Letters.Intersect(update.Axes[axis]).Any()));
    }

    // The products that read the state after the step; null where it is used in another way.
    private static List<(Node Node, Term Term, int Rows)>? ReadsOf(StateUse use)
    {
        var forms = StateForms.Of(use.After, [use.Next], []);
        var reads = new List<(Node Node, Term Term, int Rows)>();
        var views = new HashSet<Value>([use.Next]);
        foreach (var node in use.After.Where(n => n.Inputs.Any(views.Contains)))
        {
            if (node.Results.Count != 1 || forms[node.Result] is not { Lost: null, Terms: [var term] } || term.State is not { } state)
                return null;
            var summed = term.Summed.ToList();
            if (summed.Count == 0)
            {
                views.Add(node.Result);
                continue;
            }

            var rows = Enumerable.Range(0, state.Axes.Count).Where(axis => state.Axes[axis].Intersect(summed).Any()).ToList();
            if (rows.Count != 1 || summed.Except(state.Axes[rows[0]]).Any() || state.Axes[rows[0]].Except(summed).Any())
                return null;
            reads.Add((node, term, rows[0]));
        }

        return use.Results.Any(views.Contains) ? null : reads;
    }

    // Whether every write is an outer product of something along the rows and something along the columns.
    private static bool HasRowsAndColumns(MatrixUpdate update, int rows, int columns) => update.Writes.All(w =>
        w.Write.Factors.Any(f => f.Letters.Intersect(update.Axes[rows]).Any()) &&
        w.Value.Any(p => p.Factors.Any(f => f.Letters.Intersect(update.Axes[columns]).Any())));

    private Value Decay()
    {
        var (axes, decay) = (_updates[0].Axes, _updates[0].Decay);
        var (first, rest) = (Letters(axes, Batch(axes.Count).Take(1)), Letters(axes, Batch(axes.Count).Skip(1)));
        List<Letter> letters = [.. first, .. rest];
        foreach (var axis in new[] { _rows, _columns })
        {
            if (decay.Any(p => p.Factors.Any(f => f.Letters.Intersect(axes[axis]).Any())))
                letters.AddRange(axes[axis]);
        }

        var value = Nodes.Expanded(Nodes.Sum(decay, letters), new Shape(letters.Select(l => l.Extent)));
        return Nodes.Reshaped(value, new Shape([Count(first), Count(rest), Extent(_rows), Extent(_columns)]));

        Dim Extent(int axis) => axes[axis].Count > 0 && letters.Contains(axes[axis][0]) ? Count(axes[axis]) : Dim.One;
    }

    // One operand of all writes of a step: [B, N, heads, width].
    private Value Stack(IReadOnlyList<(EquatableList<EquatableList<Letter>> Axes, IReadOnlyList<Product> Sum)> writes, int width)
    {
        var shared = writes.Max(w => Covered(Heads(w.Axes), w.Sum));
        if (writes.Select(w => Count(Heads(w.Axes).Take(shared))).Distinct().Count() > 1)
            shared = int.MaxValue;
        var values = new List<Value>();
        foreach (var (axes, sum) in writes)
        {
            var (first, heads) = (Letters(axes, Batch(axes.Count).Take(1)), Heads(axes).Take(shared).ToList());
            List<Letter> letters = [.. first, .. heads, .. axes[width]];
            var value = Nodes.Expanded(Nodes.Sum(sum, letters), new Shape(letters.Select(l => l.Extent)));
            values.Add(Nodes.Reshaped(value, new Shape([Count(first), Dim.One, Count(heads), Count(axes[width])])));
        }

        return values.Count == 1 ? values[0] : Nodes.Add(new Concat(1), values.ToArray());
    }

    // [B, reads of all states, keys]; each read has the axes of the states and its own.
    private Value ReadOperand()
    {
        if (_reads.Count == 0)
        {
            var shape = _use.Before.Shape;
            var one = Batch(shape.Rank).Take(1).Select(axis => shape[axis]).DefaultIfEmpty(Dim.One).Single();
            return Nodes.Expanded(Nodes.Reshaped(Nodes.Number(0), new Shape([Dim.One, Dim.One, Dim.One])), new Shape([one, Dim.One, shape[_rows]]));
        }

        var values = new List<Value>();
        foreach (var (_, term) in _reads)
        {
            var axes = term.State!.Axes;
            var (first, own) = (Letters(axes, Batch(axes.Count).Take(1)), Own(term));
            var product = new Product(term.Scale, term.Factors);
            var heads = _reads.Count == 1 && own.Count == 0 ? Heads(axes).Take(Covered(Heads(axes), [product])).ToList() : Heads(axes);
            List<Letter> letters = [.. first, .. heads, .. own, .. axes[_rows]];
            var value = Nodes.Expanded(Nodes.Product(product, letters), new Shape(letters.Select(l => l.Extent)));
            values.Add(Nodes.Reshaped(value, new Shape([Count(first), Count(heads), Count(own), Count(axes[_rows])])));
        }

        var all = values.Count == 1 ? values[0] : Nodes.Add(new Concat(2), values.ToArray());
        return Nodes.Reshaped(all, new Shape([all.Shape[0], all.Shape[1] * all.Shape[2], all.Shape[3]]));
    }

    // How many of the heads' indices, from the outermost, a sum runs along; the others share what it gives.
    private static int Covered(IReadOnlyList<Letter> heads, IReadOnlyList<Product> sum) =>
        Enumerable.Range(1, heads.Count).LastOrDefault(n => sum.Any(p => p.Factors.Any(f => f.Letters.Contains(heads[n - 1]))));

    // The axes of batch and heads, in order.
    private IEnumerable<int> Batch(int rank) => Enumerable.Range(0, rank).Where(axis => axis != _rows && axis != _columns);

    private List<Letter> Heads(EquatableList<EquatableList<Letter>> axes) => Letters(axes, Batch(axes.Count).Skip(1));

    // The indices of a read that the state doesn't have: several reads of one state.
    private static List<Letter> Own(Term term) => term.Outer.Except(term.State!.Letters).ToList();

    private static List<Letter> Letters(EquatableList<EquatableList<Letter>> axes, IEnumerable<int> which) => which.SelectMany(axis => axes[axis]).ToList();

    private static Dim Count(IEnumerable<Letter> letters) => letters.Aggregate(Dim.One, (count, letter) => count * letter.Extent);

    private static Dim Extent(Shape shape, IEnumerable<int> axes) => axes.Aggregate(Dim.One, (count, axis) => count * shape[axis]);
}
