using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>What the bodies of one model share while it is bound.</summary>
internal sealed class BindingContext(Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics, string? streamAxis)
{
    /// <summary>Nodes a model may unroll to before the compiler gives up, to protect the editor it may run in.</summary>
    public const int MaximumNodes = 200_000;

    /// <summary>Items a list or the range of a loop may have.</summary>
    public const int MaximumItems = 10_000;

    private readonly HashSet<string> _functionNames = new(StringComparer.Ordinal);
    private readonly List<(CallableDeclaration Callee, Location Call)> _instantiations = [];
    private readonly Dictionary<string, Specialisation?> _specialisations = new(StringComparer.Ordinal);

    /// <summary>What a file sees.</summary>
    public DeclarationTable DeclarationsOf(SourceText source) => declarations(source);

    /// <summary>The symbol of the model's time axis, or null.</summary>
    public string? StreamAxis { get; } = streamAxis;

    /// <summary>Finished functions, callees first.</summary>
    public List<Function> Functions { get; } = [];

    public int NodeCount { get; set; }

    public void Report(DiagnosticKind kind, Location location, string message, params DiagnosticNote[] notes)
    {
        var chain = _instantiations.AsEnumerable().Reverse().Select(frame =>
            new DiagnosticNote(frame.Call, $"in {Words.Of(frame.Callee.Kind)} {frame.Callee.Name.Text}, used here"));
        diagnostics.Report(new Diagnostic(kind, location, message, notes.Concat(chain).ToList()));
    }

    /// <summary>A function name that no other function of the model has.</summary>
    public string UniqueName(string name)
    {
        var unique = name;
        for (var i = 2; !_functionNames.Add(unique); i++)
            unique = FormattableString.Invariant($"{name}_{i}");
        return unique;
    }

    /// <summary>Runs an instantiation unless it is under way already; false if the callee contains itself.</summary>
    public bool TryEnter(CallableDeclaration callee, Location call, Action bind)
    {
        if (_instantiations.Any(frame => ReferenceEquals(frame.Callee.Body, callee.Body)))
            return false;
        _instantiations.Add((callee, call));
        try
        {
            bind();
        }
        finally
        {
            _instantiations.RemoveAt(_instantiations.Count - 1);
        }

        return true;
    }

    /// <summary>A block bound for these argument types and constants, bound at most once; null where it has errors.</summary>
    public Specialisation? Specialise(string key, Func<Specialisation?> bind)
    {
        if (!_specialisations.TryGetValue(key, out var known))
            _specialisations[key] = known = bind();
        return known;
    }
}

/// <summary>A block as a function, and how its results are put together from the function's.</summary>
internal sealed record Specialisation(Function Function, FunctionBuilder Builder, BoundValue Result);
