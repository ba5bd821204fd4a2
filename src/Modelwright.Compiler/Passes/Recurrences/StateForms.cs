using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Scans;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>
/// The values of a step as sums of products with one of its states. A matrix that is a sum and is read by products is a version
/// of the state of its own, so that a chain of updates, each of which reads what the last one left, stays a chain of small
/// formulas.
/// </summary>
internal sealed class StateForms
{
    private readonly Dictionary<Value, Form> _forms = [];
    private readonly HashSet<Value> _versions;
    private readonly HashSet<Value> _found = [];

    private StateForms(HashSet<Value> versions) => _versions = versions;

    /// <summary>The versions of the state: what it was before the step, in between, and after, as far as each matters.</summary>
    public IReadOnlyCollection<Value> Versions => _versions;

    /// <summary>What a version is in terms of those before it; the first is itself.</summary>
    public Dictionary<Value, Form> Updates { get; } = [];

    /// <summary>A value in terms of the last version that it is computed from.</summary>
    public Form this[Value value] => FormOf(value);

    /// <summary>What a value is in terms of a version of the state, what that is in terms of one before it, and so on to the first.</summary>
    public IReadOnlyList<Form> Chain(Value value)
    {
        var (chain, pending, seen) = (new List<Form>(), new Queue<Value>([value]), new HashSet<Value>());
        while (pending.Count > 0)
        {
            var version = pending.Dequeue();
            if (!seen.Add(version))
                continue;
            var form = Updates.TryGetValue(version, out var update) ? update : FormOf(version);
            chain.Add(form);
            foreach (var read in form.Terms.Select(t => t.State).OfType<Factor>())
                pending.Enqueue(read.Value);
        }

        return chain;
    }

    /// <summary>Whether a value depends on the state.</summary>
    public bool HasState(Value value) => _forms.TryGetValue(value, out var form) && form.HasState;

    /// <summary>Looks at the nodes of a step.</summary>
    /// <param name="nodes">The nodes, in order.</param>
    /// <param name="first">The state's values before the step.</param>
    /// <param name="versions">Values that are versions of it in any case.</param>
    public static StateForms Of(IReadOnlyList<Node> nodes, IReadOnlyList<Value> first, IEnumerable<Value> versions)
    {
        var known = new HashSet<Value>(first.Concat(versions));
        while (true)
        {
            var forms = new StateForms(known);
            foreach (var state in first)
                forms._forms[state] = Form.Of(Term.OfState(state));
            forms.Follow(nodes);
            if (forms._found.Count == 0)
                return forms;
            known.UnionWith(forms._found);
        }
    }

    private void Follow(IReadOnlyList<Node> nodes)
    {
        foreach (var node in nodes.Where(n => n.Operator is not Argument))
        {
            if (!node.Inputs.Any(HasState) || node.Results.All(_forms.ContainsKey))
                continue;
            if (node.Operator is Call call)
            {
                Enter(node, call);
                continue;
            }

            var form = Read(node);
            foreach (var result in node.Results)
                Set(result, form);
        }
    }

    private void Set(Value value, Form form)
    {
        if (_versions.Contains(value) && form.Lost is null && form.HasState)
        {
            Updates[value] = form;
            form = Form.Of(Term.OfState(value));
        }

        _forms[value] = form;
    }

    // What a function does with the state is read in it, its arguments being what they are here.
    private void Enter(Node node, Call call)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
            _forms[call.Callee.Arguments[i]] = FormOf(node.Inputs[i]);
        foreach (var inner in call.Callee.Nodes)
        {
            foreach (var result in inner.Results.Where(r => inner.Operator is not Argument))
                _forms.Remove(result);
        }

        Follow(call.Callee.Nodes);
        foreach (var result in node.Results)
            Set(result, FormOf(call.Callee.Results[result.Result]));
    }

    private Form FormOf(Value value)
    {
        if (_forms.TryGetValue(value, out var known))
            return known;
        return _forms[value] = FreeForm(value);
    }

    // A tensor without the state is one factor, unless it is an outer product or only shows another one at other indices.
    private Form FreeForm(Value value)
    {
        var node = value.Producer;
        if (value.Type.Element.IsFloat() && value.Uniform() is { } number)
            return number == 0 ? new Form(EquatableList<Term>.Empty) : Form.Of(Term.Of(number, value.Shape));
        switch (node.Operator)
        {
            case Reshape or Transpose or Expand or Repeat:
                return View(node, FormOf(node.Inputs[0])) is { Lost: null } view ? view : Form.Of(Term.Of(value));
            case Mul or Add or Sub or Neg when value.Type.Element.IsFloat() && (Grows(node) || node.Inputs.Any(input => FormOf(input) is { Terms: not [{ Factors.Count: 1, Scale: 1 }] } form && form.Terms.Count > 0 && input.Uniform() is null)):
                return Arithmetic(node) is { Lost: null } sum ? sum : Form.Of(Term.Of(value));
            default:
                return Form.Of(Term.Of(value));
        }
    }

    private static bool Grows(Node node) =>
        !node.Inputs.Any(input => Lifting.Unrepeated(input).Shape.Count.Equals(node.Result.Shape.Count));

    private Form Read(Node node)
    {
        if (node.Inputs.Select(FormOf).FirstOrDefault(f => f.Lost is not null) is { } lost)
            return lost;
        switch (node.Operator)
        {
            case Reshape or Transpose or Expand or Repeat:
                return View(node, FormOf(node.Inputs[0]));
            case Mul or Add or Sub or Neg:
                return Arithmetic(node);
            case Div when !HasState(node.Inputs[1]):
                return Form.Multiply(FormOf(node.Inputs[0]), As(node.Inputs[1], FactorKind.Over), node.Result.Shape, node);
            case Select when !HasState(node.Inputs[0]):
                return Form.Add(
                    Form.Multiply(FormOf(node.Inputs[1]), As(node.Inputs[0], FactorKind.Where), node.Result.Shape, node),
                    Form.Multiply(FormOf(node.Inputs[2]), As(node.Inputs[0], FactorKind.WhereNot), node.Result.Shape, node),
                    node.Result.Shape, node);
            case Reduce { Kind: ReduceKind.Sum } sum when node.Inputs.Count == 1:
                return Contracted(node.Inputs[0]).Select(t => t.Sum(sum.Axis, node), node);
            case Reduce { Kind: ReduceKind.Mean } mean when node.Inputs.Count == 1 && node.Inputs[0].Shape[mean.Axis].Value is { } extent:
                return Contracted(node.Inputs[0]).Select(t => t.Sum(mean.Axis, node) is { } sum ? sum with { Scale = sum.Scale / extent } : null, node);
            case Einsum einsum:
                return Product(node, einsum);
            default:
                return Form.LostAt(node);
        }
    }

    private Form Arithmetic(Node node)
    {
        var (x, shape) = (FormOf(node.Inputs[0]), node.Result.Shape);
        return node.Operator switch
        {
            Neg => Negated(x),
            Add => Form.Add(x, FormOf(node.Inputs[1]), shape, node),
            Sub => Form.Add(x, Negated(FormOf(node.Inputs[1])), shape, node),
            _ => Form.Multiply(x, FormOf(node.Inputs[1]), shape, node),
        };
    }

    private static Form Negated(Form x) => x with { Terms = new(x.Terms.Select(t => t with { Scale = -t.Scale })) };

    // A divisor or a condition, behind the views that align it.
    private Form As(Value value, FactorKind kind)
    {
        var form = FormOf(value);
        if (form is not { Terms: [{ Scale: 1, Factors: [{ Kind: FactorKind.Times }] } plain] })
            plain = Term.Of(value);
        return Form.Of(plain with { Factors = new([plain.Factors[0] with { Kind = kind }]) });
    }

    private static Form View(Node node, Form x)
    {
        var shape = node.Result.Shape;
        return node.Operator switch
        {
            Reshape => x.Select(t => t.Reshaped(shape), node),
            Transpose transpose => x.Select(t => t.Arranged(transpose.Permutation, shape), node),
            Expand => x.Select(t => t.Broadcast(shape), node),
            Repeat repeat => x.Select(t => Repeated(t, repeat), node),
            _ => Form.LostAt(node),
        };
    }

    private static Term Repeated(Term term, Repeat repeat) => repeat.Times.Equals(Dim.One) ? term : term with
    {
        Axes = new(term.Axes.Select((axis, i) => i == repeat.Axis ? new EquatableList<Letter>([.. axis, new Letter(repeat.Times)]) : axis)),
    };

    // The operand of a sum, with the sums that its products read as versions of the state.
    private Form Contracted(Value value)
    {
        var node = value.Producer;
        if (!HasState(value) || _versions.Contains(value))
            return FormOf(value);
        if (node.Operator is not Mul)
            return AsVersion(value);
        return Form.Multiply(Contracted(node.Inputs[0]), Contracted(node.Inputs[1]), node.Result.Shape, node);
    }

    private Form AsVersion(Value value)
    {
        var node = value.Producer;
        if (node.Operator is Reshape or Transpose or Expand or Repeat && !_versions.Contains(value))
            return View(node, AsVersion(node.Inputs[0]));
        var form = FormOf(value);
        if (form.Terms.Count > 1 && form.Terms.Any(HasWholeState))
            _found.Add(value);
        return form;
    }

    private static bool HasWholeState(Term term) => term.State is { } state && !state.Letters.Except(term.Outer).Any();

    private Form Product(Node node, Einsum einsum)
    {
        var frame = (einsum.Left + einsum.Right).Distinct().ToList();
        var extents = frame.Select(letter => einsum.Left.IndexOf(letter) is >= 0 and var at ? node.Inputs[0].Shape[at] : node.Inputs[1].Shape[einsum.Right.IndexOf(letter)]);
        var shape = new Shape(extents);
        var product = Form.Multiply(Framed(0, einsum.Left), Framed(1, einsum.Right), shape, node);
        for (var axis = frame.Count - 1; axis >= 0; axis--)
        {
            if (!einsum.Output.Contains(frame[axis]))
                product = product.Select(t => t.Sum(axis, node), node);
        }

        var kept = frame.Where(einsum.Output.Contains).ToList();
        return product.Select(t => t.Arranged(einsum.Output.Select(letter => kept.IndexOf(letter)), node.Result.Shape), node);

        Form Framed(int operand, string letters) =>
            AsVersion(node.Inputs[operand]).Select(t => t.Arranged(frame.Select(letter => letters.IndexOf(letter)), shape), node);
    }
}
