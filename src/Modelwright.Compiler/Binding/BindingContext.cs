using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Std;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>What the bodies of one model share while it is bound.</summary>
internal sealed class BindingContext(Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics, string? streamAxis, BuildTimeBudget budget)
{
    /// <summary>Nodes a model may unroll to before the compiler gives up, to protect the editor it may run in.</summary>
    public const int MaximumNodes = 200_000;

    /// <summary>Items a list or the range of a loop may have.</summary>
    public const int MaximumItems = 10_000;

    /// <summary>Instances of blocks and of bodies of loops that a model may have.</summary>
    private const int MaximumInstances = 100_000;

    /// <summary>What it takes to begin with a block, an op, a constant or a round of a loop with a path, in steps.</summary>
    public const int StepsPerInstantiation = 50;

    /// <summary>How many blocks, ops and constants may stand in one another.</summary>
    private const int MaximumDepth = 256;

    /// <summary>After so many of them the binder goes on on a fresh stack, of which each may take its share.</summary>
    private const int DepthPerStack = 32;

    private const int StackPerDepth = 1 << 20;

    private readonly Dictionary<string, int> _functionNames = new(StringComparer.Ordinal);
    private readonly List<Frame> _instantiations = [];
    private readonly Dictionary<Node, Frame?> _made = [];
    private IReadOnlyList<object> _open = [];
    private readonly Dictionary<string, Specialisation?> _specialisations = new(StringComparer.Ordinal);

    /// <summary>What a file sees.</summary>
    public DeclarationTable DeclarationsOf(SourceText source) => declarations(source);

    /// <summary>The symbol of the model's time axis, or null.</summary>
    public string? StreamAxis { get; } = streamAxis;

    /// <summary>Finished functions, callees first.</summary>
    public List<Function> Functions { get; } = [];

    /// <summary>What is left to check when the model runs.</summary>
    public List<Requirement> Requirements { get; } = [];

    private int _nodes;

    /// <summary>Counts an operator.</summary>
    /// <exception cref="TooLargeException">There are too many.</exception>
    public void CountNode()
    {
        if (++_nodes > MaximumNodes)
            throw new TooLargeException(FormattableString.Invariant($"unrolls to more than {MaximumNodes} operators"));
    }

    /// <summary>Counts what is worked out at build time, so that no loop of it goes on forever.</summary>
    /// <exception cref="TooLargeException">It is too much.</exception>
    public void CountStep(int steps = 1)
    {
        if (diagnostics.IsFull)
            throw new TooLargeException("has too many errors to go on");
        budget.Spend(steps);
    }

    /// <summary>Refuses a model whose functions, each bound once, call one another too often.</summary>
    /// <exception cref="TooLargeException">There are too many instances.</exception>
    public void CheckInstances(FunctionBuilder main)
    {
        var instances = new Dictionary<Function, double>();
        foreach (var function in Functions)
            instances[function] = 1 + Called(function.Nodes);
        if (Called(main.Nodes) > MaximumInstances)
            throw new TooLargeException(FormattableString.Invariant($"has more than {MaximumInstances} instances of blocks and rounds of loops"));

        double Called(IEnumerable<Node> nodes) =>
            nodes.Select(n => n.Operator).OfType<Invocation>().Sum(call => instances.TryGetValue(call.Callee, out var inside) ? inside : 1);
    }

    /// <summary>While a body is bound without its constants, the kinds of mistakes that are reported; null otherwise.</summary>
    public IReadOnlyCollection<DiagnosticKind>? Certain { get; init; }

    /// <summary>Whether the body's constants are unknown.</summary>
    public bool IsGeneric => Certain is not null;

    /// <summary>Whether a body is bound without its constants for the axes that have one element whatever they are.</summary>
    public bool SeeksAxesOfOne => Certain?.Contains(Diagnostics.AxisOfOne) == true;

    /// <summary>Whether nothing is reported for now.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Binds something to see what comes of it.</summary>
    public void Silently(Action bind)
    {
        IsSilent = true;
        try
        {
            bind();
        }
        finally
        {
            IsSilent = false;
        }
    }

    /// <summary>The bodies bound so far.</summary>
    public HashSet<(string Name, TextSpan Body)> Bound { get; } = [];

    /// <summary>Adds a requirement, unless the same has to hold already.</summary>
    public void Require(Requirement requirement)
    {
        if (!Requirements.Any(r => r.Slack.Equals(requirement.Slack)))
            Requirements.Add(requirement);
    }

    /// <summary>The extents of tensors as the text has them, for messages.</summary>
    public Dictionary<Value, IReadOnlyList<string>> Written { get; } = [];

    /// <summary>
    /// Reports a diagnostic with the way that led there. A mistake that shows in the standard library is the caller's, so it
    /// is reported at the call.
    /// </summary>
    public void Report(DiagnosticKind kind, Location location, string message, params DiagnosticNote[] notes) =>
        Report(kind, location, message, notes, WayHere());

    /// <summary>Reports what the caller of the body being bound did wrong.</summary>
    public void ReportToCaller(DiagnosticKind kind, Location location, string message, params DiagnosticNote[] notes) =>
        Report(kind, location, message, notes, WayHere().Skip(1));

    /// <summary>Reports something about a node of the bound graph.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="node">The node; one without an origin is reported at <paramref name="otherwise"/>.</param>
    /// <param name="callers">The nodes that call the node's function, innermost first.</param>
    /// <param name="otherwise">Where the model is declared.</param>
    /// <param name="message">How it is said.</param>
    public void Report(DiagnosticKind kind, Node node, IReadOnlyList<Node> callers, Location otherwise, string message) =>
        Report(kind, node.Origin ?? otherwise, message, [], WayTo(node, callers));

    /// <summary>Notes for whom a node was made.</summary>
    public void Made(Node node)
    {
        var frame = _made[node] = _instantiations.LastOrDefault();
        if (node.Origin is not { } origin || !StandardLibrary.Contains(origin.Source))
            return;
        while (frame is not null && StandardLibrary.Contains(frame.From.Source))
            frame = frame.Outer;
        node.Call = frame?.From;
    }

    private IEnumerable<Frame> WayHere() => _instantiations.AsEnumerable().Reverse();

    /// <summary>
    /// What a node stands in, innermost first. Its function was bound for the first of its callers and is told from the one
    /// that is meant; what is bound in place is the same for all of them.
    /// </summary>
    private IEnumerable<Frame> WayTo(Node node, IReadOnlyList<Node> callers)
    {
        for (var i = 0; i <= callers.Count; i++)
        {
            var caller = i < callers.Count ? callers[i] : null;
            var around = caller is null ? null : _made[caller];
            for (var frame = _made[i == 0 ? node : callers[i - 1]]; frame is not null && frame != around; frame = frame.Outer)
            {
                if (caller?.Origin is { } origin && frame.IsFunction)
                {
                    var path = callers.Skip(i).Reverse().Aggregate("", (outer, call) => Instances.Join(outer, ((Invocation)call.Operator).Path));
                    yield return frame with { From = origin, Place = Frame.PlaceOf(path) };
                    break;
                }

                yield return frame;
            }
        }
    }

    private void Report(DiagnosticKind kind, Location location, string message, IReadOnlyList<DiagnosticNote> notes, IEnumerable<Frame> frames)
    {
        if (IsSilent || Certain?.Contains(kind) == false)
            return;
        var way = frames.ToList();
        var chain = way.Select(frame => new DiagnosticNote(frame.From, frame.Words)).ToList();
        if (StandardLibrary.Contains(location.Source) && way.FindIndex(frame => !StandardLibrary.Contains(frame.From.Source)) is >= 0 and var call)
        {
            var inside = new DiagnosticNote(location, $"in {way[0].Name} of the standard library");
            (location, notes) = (way[call].From, [inside, .. notes]);
            chain.RemoveRange(0, call + 1);
        }

        diagnostics.Report(new Diagnostic(kind, location, message, notes.Concat(chain).ToList()));
    }

    /// <summary>A function name that no other function of the model has.</summary>
    public string UniqueName(string name)
    {
        var unique = name;
        // Goes on where the last search ended: there may be thousands of one name.
        while (_functionNames.ContainsKey(unique))
            unique = FormattableString.Invariant($"{name}_{++_functionNames[name]}");
        _functionNames[unique] = 1;
        return unique;
    }

    /// <summary>
    /// Runs an instantiation unless it is under way already; false if the callee contains itself. <paramref name="path"/> is
    /// the whole path of the instance, where it has one; <paramref name="isFunction"/> says that the body is bound once for
    /// several callers.
    /// </summary>
    public bool TryEnter(CallableDeclaration callee, Location call, Action bind, string? path = null, bool isFunction = false)
    {
        Bound.Add((callee.Name.Text, callee.Body.Span));
        var place = callee.Kind == CallableKind.Op ? ", called here" : Frame.PlaceOf(path);
        return TryEnter(new Frame(callee.Body, callee.Name.Text, Words.Of(callee.Kind), call, place, _instantiations.LastOrDefault(), isFunction), bind);
    }

    /// <summary>Evaluates a constant of a file unless that is under way already; false if it depends on itself.</summary>
    public bool TryEnter(ConstantDeclaration constant, Location name, Action bind)
    {
        Bound.Add((constant.Name.Text, constant.Span));
        return TryEnter(new Frame(constant, constant.Name.Text, "constant", name, "", _instantiations.LastOrDefault(), IsFunction: false), bind);
    }

    private bool TryEnter(Frame frame, Action bind)
    {
        if (_open.Any(other => ReferenceEquals(other, frame.Syntax)))
            return false;
        CountStep(StepsPerInstantiation);
        if (_instantiations.Count == MaximumDepth)
            throw new TooLargeException(FormattableString.Invariant($"has more than {MaximumDepth} blocks, ops and constants in one another"));
        _instantiations.Add(frame);
        var outer = _open;
        _open = [.. outer, frame.Syntax];
        try
        {
            if (_instantiations.Count % DepthPerStack == 0)
                FreshStack.Run(bind, DepthPerStack * StackPerDepth);
            else
                bind();
        }
        finally
        {
            _instantiations.RemoveAt(_instantiations.Count - 1);
            _open = outer;
        }

        return true;
    }

    /// <summary>The blocks, ops and constants that may not begin again here, because they would contain themselves.</summary>
    public IReadOnlyList<object> Open => _open;

    /// <summary>
    /// Binds the body of a function with what was open where it is written: it may use the block that it was given to once
    /// more.
    /// </summary>
    public T Within<T>(IReadOnlyList<object> open, Func<T> bind)
    {
        var outer = _open;
        _open = open;
        try
        {
            return bind();
        }
        finally
        {
            _open = outer;
        }
    }

    /// <summary>
    /// A block bound for these argument types and constants, bound at most once; null where it has errors. Those that the
    /// arguments cause are reported for every call, by <paramref name="onKnownError"/>.
    /// </summary>
    public Specialisation? Specialise(string key, Func<Specialisation?> bind, Action onKnownError)
    {
        if (!_specialisations.TryGetValue(key, out var known))
            _specialisations[key] = known = bind();
        else if (known is null)
            onKnownError();
        return known;
    }

    /// <summary>Something whose body is bound.</summary>
    /// <param name="Syntax">What it is, as one object.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">What it is, in words.</param>
    /// <param name="From">Where it is called from.</param>
    /// <param name="Place">How a message tells this call from others.</param>
    /// <param name="Outer">What calls it, or null for the model.</param>
    /// <param name="IsFunction">Whether it becomes a function of its own, which others may call too.</param>
    private sealed record Frame(object Syntax, string Name, string Kind, Location From, string Place, Frame? Outer, bool IsFunction)
    {
        public string Words => $"in {Kind} {Name}{Place}";

        public static string PlaceOf(string? path) => string.IsNullOrEmpty(path) ? ", used here" : $", instantiated as {path} here";
    }
}

/// <summary>A block as a function, and how its results are put together from the function's.</summary>
internal sealed record Specialisation(Function Function, FunctionBuilder Builder, BoundValue Result);
