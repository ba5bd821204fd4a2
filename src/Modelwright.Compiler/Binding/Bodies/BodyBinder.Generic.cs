using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Binding.Warnings;
using Modelwright.Compiler.Graph;
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
        foreach (var parameter in _declaration.Parameters)
            DefineDimensions((parameter.Type as ListTypeSyntax)?.Item ?? parameter.Type);
        foreach (var parameter in _declaration.Parameters)
        {
            Define(parameter.Name, parameter.Type is DataTypeSyntax { Dimensions: not null } && TensorTypeOf(parameter.Type) is { } type
                ? Placeholder(type)
                : ErrorValue.Instance);
        }

        BindStatements(_declaration.Body.Statements);
        if (_returned is null && !_mayReturn)
            ReportMissingReturn();
    }

    private TensorValue Placeholder(TensorType type) => Tensor(_builder.Argument(type, "unknown"));

    /// <summary>What a call gives, by the callee's signature alone.</summary>
    private BoundValue ResultBySignature(CallableDeclaration callee, SourceText source, BoundArguments? arguments)
    {
        if (arguments is null || _index is not null || callee.Results is not [{ Type: DataTypeSyntax { Dimensions: not null } result }])
            return ErrorValue.Instance;
        var binder = new BodyBinder(_context, source, callee, new FunctionBuilder(callee.Name.Text, null));
        return binder.BindSignature(arguments, this) && binder.TensorTypeOf(result) is { } type ? Placeholder(type) : ErrorValue.Instance;
    }

    /// <summary>Binds statements that may or may not run; what they assign is not known afterwards.</summary>
    private void BindUncertain(BlockSyntax? block, Identifier? variable = null)
    {
        if (block is null)
            return;
        InScope(() =>
        {
            if (variable is not null)
                Declare(variable, BindingKind.Const, ErrorValue.Instance);
            BindStatements(block.Statements);
        });
        _mayReturn |= _returned is not null;
        _returned = null;
        foreach (var assigned in SyntaxWalk.Statements(block).OfType<AssignStatement>())
        {
            if (_scope.Find(assigned.Name.Text) is { } outer)
                outer.Value = ErrorValue.Instance;
        }
    }
}
