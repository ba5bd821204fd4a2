using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Binding.Warnings;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Std;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// Bodies that nothing instantiates, bound without their constants: what depends on one is an error value, about which
/// nothing is said. Both arms of a branch are bound, and a loop's body once.
/// </content>
internal sealed partial class BodyBinder
{
    private bool _mayReturn;

    /// <summary>Binds the body with a symbol for each dimension; what is certain to be wrong is reported.</summary>
    public void BindGenerically()
    {
        // Two leading axes stand for any number of them.
        _leading = [Dim.Symbol("..."), Dim.Symbol("....")];
        _stepAxis = _declaration.Over?.Axis.Text;
        foreach (var parameter in _declaration.Parameters)
            DefineDimensions((parameter.Type as ListTypeSyntax)?.Item ?? parameter.Type);
        foreach (var parameter in _declaration.Parameters)
            Define(parameter.Name, Unknown(parameter));
        var inputs = _declaration.Body.Statements.OfType<MemberStatement>().Where(m => m.Kind == MemberKind.Input && _declaration.Kind == CallableKind.Model).ToList();
        inputs.ForEach(input => DefineDimensions(input.Type));
        foreach (var input in inputs)
        {
            if (BindInput(input) is { } type)
                Define(input.Name, Placeholder(type));
        }

        BindStatements(_declaration.Body.Statements);
        if (_returned is null && !_mayReturn && _declaration.Kind != CallableKind.Model)
            ReportMissingReturn();
    }

    /// <summary>A parameter without its argument. What follows from an integer, whatever it is, takes a symbol to tell.</summary>
    private BoundValue Unknown(ParameterSyntax parameter) => parameter.Type switch
    {
        DataTypeSyntax { Dimensions: not null } => TensorTypeOf(parameter.Type) is { } type ? Placeholder(type) : ErrorValue.Instance,
        DataTypeSyntax { Element.Text: "int" } when _context.SeeksAxesOfOne => new IntValue(Dim.Symbol(parameter.Name.Text)),
        _ => ErrorValue.Instance,
    };

    private TensorValue Placeholder(TensorType type) => Tensor(_builder.Argument(type, "unknown"));

    /// <summary>What a call gives, by the callee's signature alone.</summary>
    private BoundValue ResultBySignature(CallableDeclaration callee, SourceText source, BoundArguments? arguments, TextSpan at)
    {
        if (arguments is null)
            return ErrorValue.Instance;
        if (_context.SeeksAxesOfOne && StandardLibrary.Contains(source))
            LookInside(callee, source, arguments, at);
        if (_index is not null || callee.Results is not [{ Type: DataTypeSyntax { Dimensions: not null } result }])
            return ErrorValue.Instance;
        var binder = new BodyBinder(_context, source, callee, new FunctionBuilder(callee.Name.Text, null));
        return binder.BindSignature(arguments, this) && binder.TensorTypeOf(result) is { } type ? Placeholder(type) : ErrorValue.Instance;
    }

    /// <summary>Binds the body of a callee with these arguments for what it says alone.</summary>
    private void LookInside(CallableDeclaration callee, SourceText source, BoundArguments arguments, TextSpan at)
    {
        if (_index is not null || arguments.Values.Any(value => value is FunctionValue { Name: null }))
            return;
        var builder = new FunctionBuilder(callee.Name.Text, null);
        var values = arguments.Values.Select(a => Replace(a, tensor => new TensorValue(builder.Argument(tensor.Type, "unknown"), builder))).ToList();
        var binder = new BodyBinder(_context, source, callee, builder);
        _context.TryEnter(callee, At(at), () =>
        {
            if (binder.BindSignature(arguments with { Values = values }, this))
                binder.BindStatements(callee.Body.Statements);
        });
    }

    /// <summary>Binds statements that may or may not run; what they assign is not known afterwards.</summary>
    private void BindUncertain(BlockSyntax? block, Identifier? variable = null)
    {
        if (block is null)
            return;
        var assigned = SyntaxWalk.Statements(block).OfType<AssignStatement>().Select(a => _scope.Find(a.Name.Text)).OfType<Variable>().Distinct().ToList();
        var before = assigned.Select(v => _context.SeeksAxesOfOne ? v.Value : ErrorValue.Instance).ToList();
        if (variable is not null && _context.SeeksAxesOfOne)
        {
            // A round of a loop finds what the one before assigned. Loops in one that is tried are not tried again.
            if (_context.IsSilent)
                before = assigned.Select(_ => (BoundValue)ErrorValue.Instance).ToList();
            else
                _context.Silently(() => BindOnce(block, variable));
            before = Settle(assigned, before);
        }

        BindOnce(block, variable);
        Settle(assigned, before);
    }

    private void BindOnce(BlockSyntax block, Identifier? variable)
    {
        InScope(() =>
        {
            if (variable is not null)
                Declare(variable, BindingKind.Const, ErrorValue.Instance);
            BindStatements(block.Statements);
        });
        _mayReturn |= _returned is not null;
        _returned = null;
    }

    /// <summary>Leaves in each variable the tensor that it was before, if what it is now has the same type; gives what it leaves.</summary>
    private static List<BoundValue> Settle(IReadOnlyList<Variable> variables, IReadOnlyList<BoundValue> before)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            var isSame = variables[i].Value is TensorValue now && before[i] is TensorValue then && now.Type.Equals(then.Type);
            variables[i].Value = isSame ? before[i] : ErrorValue.Instance;
        }

        return variables.Select(v => v.Value).ToList();
    }
}
