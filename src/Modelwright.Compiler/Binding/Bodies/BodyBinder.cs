using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <summary>
/// Binds one body: a partial evaluator that runs what is known at build time and records the rest as nodes. The parts
/// of the class are statements, expressions, calls, index notation, reductions and arithmetic.
/// </summary>
internal sealed partial class BodyBinder
{
    private readonly BindingContext _context;
    private readonly SourceText _source;
    private readonly CallableDeclaration _declaration;
    private string _prefix;
    private FunctionBuilder _builder;
    private Scope _scope = new(null);
    private BoundValue? _returned;

    /// <summary>Prepares to bind a body.</summary>
    /// <param name="context">What the model's bodies share.</param>
    /// <param name="source">The file of the declaration.</param>
    /// <param name="declaration">Whose body this is.</param>
    /// <param name="builder">Where its nodes go.</param>
    /// <param name="prefix">The path of a block that is bound in place; empty for a body that is a function of its own.</param>
    public BodyBinder(
        BindingContext context, SourceText source, CallableDeclaration declaration, FunctionBuilder builder, string prefix = "")
    {
        _prefix = prefix;
        _context = context;
        _source = source;
        _declaration = declaration;
        _builder = builder;
    }

    /// <summary>Makes a name known at the top of the body.</summary>
    public void Define(Identifier name, BoundValue value, BindingKind kind = BindingKind.Let) =>
        _scope.Add(new Variable(name.Text, name.Span, kind, value, _builder));

    /// <summary>Binds the body of a block, an op or a recurrence over whole tensors, and gives what it returns.</summary>
    private BoundValue BindCallable(TextSpan at) => _declaration.Kind == CallableKind.Recurrence ? BindRecurrence(at) : BindBody();

    /// <summary>Binds a body, its signature bound, and gives what it returns.</summary>
    private BoundValue BindBody()
    {
        BindStatements(_declaration.Body.Statements);
        if (_returned is null)
        {
            ReportMissingReturn();
            return ErrorValue.Instance;
        }

        return _returned;
    }

    private void ReportMissingReturn() =>
        Report(Diagnostics.MissingResult, _declaration.Name.Span, $"{Words.Of(_declaration.Kind)} {_declaration.Name.Text} has no return");

    private Location At(TextSpan span) => new(_source, span);

    /// <summary>Reports something about the file of the body.</summary>
    public void Report(DiagnosticKind kind, TextSpan span, string message, params DiagnosticNote[] notes) =>
        _context.Report(kind, At(span), message, notes);

    private ErrorValue Error(DiagnosticKind kind, TextSpan span, string message, params DiagnosticNote[] notes)
    {
        Report(kind, span, message, notes);
        return ErrorValue.Instance;
    }

    /// <summary>Another place that a report is about.</summary>
    public DiagnosticNote Note(TextSpan span, string message) => new(At(span), message);

    /// <summary>Records an operator; the operands must fit.</summary>
    private Value Emit(Operator op, TextSpan at, params Value[] operands)
    {
        _context.CountNode();
        var value = _builder.Add(op, operands, At(at));
        // What is summed away at once may be larger than what can be held, but has to be counted.
        return value.Type.Shape.Scale <= Representation.ExactIntegers
            ? value
            : throw new TooLargeException(FormattableString.Invariant($"has a tensor of shape {value.Type.Shape}, whose elements cannot be counted"));
    }

    private Value Import(TensorValue tensor) => _builder.Import(tensor);

    private TensorValue Tensor(Value value, IReadOnlyList<Axis>? axes = null) => new(value, _builder, axes);

    private Value Scalar(double value, ElementType element, TextSpan at) =>
        Emit(new Constant(new TensorType(element), new EquatableList<double>([value])), at);

    /// <summary>Binds in a scope of its own.</summary>
    private void InScope(Action bind)
    {
        var outer = _scope;
        _scope = new Scope(outer);
        try
        {
            bind();
        }
        finally
        {
            _scope = outer;
        }
    }
}

/// <summary>The model exceeds a limit, says the message; caught where the model's binding starts.</summary>
internal sealed class TooLargeException(string message) : Exception(message);
