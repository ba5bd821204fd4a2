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
        if (_instantiations.Any(frame => frame.Callee == callee))
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
internal sealed record Specialisation(Function Function, BoundValue Result);

/// <summary>Words for messages.</summary>
internal static class Words
{
    public static string Of(CallableKind kind) => kind switch
    {
        CallableKind.Model => "model",
        CallableKind.Block => "block",
        CallableKind.Op => "op",
        _ => "recurrence",
    };

    public static string Of(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => "||",
        BinaryOperator.And => "&&",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Modulo => "%",
        BinaryOperator.MatMul => "@",
        _ => "^",
    };

    /// <summary><c>one axis</c>, <c>3 axes</c>.</summary>
    public static string Count(int number, string singular, string plural) =>
        number == 1 ? "one " + singular : FormattableString.Invariant($"{number} {plural}");

    /// <summary><c>GatedAttention</c> → <c>gated_attention</c>, <c>Conv2D</c> → <c>conv2_d</c>.</summary>
    public static string SnakeCase(string name)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary><c>kv_heads</c> → <c>KvHeads</c>.</summary>
    public static string PascalCase(string name) => string.Concat(name
        .Split(['_', '.', '-'], StringSplitOptions.RemoveEmptyEntries)
        .Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    /// <summary>A build-time number as the language writes it.</summary>
    public static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
