using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Calls of ops, which are bound in place.</content>
internal sealed partial class BodyBinder
{
    /// <summary>An op is bound where it is called: it has no state and no parameters, so nothing needs its own place.</summary>
    private BoundValue CallOp(CallableDeclaration callee, SourceText source, BoundArguments arguments, TextSpan at)
    {
        // Inside index notation an op sees the axes of its arguments as the axes of whole tensors.
        var axes = _index is null ? null : arguments.Values.SelectMany(a => (a as TensorValue)?.Axes ?? []).Distinct().OrderBy(a => a.Order).ToList();
        if (axes is not null)
            arguments = arguments with { Values = arguments.Values.Select(a => a is TensorValue tensor ? ExpandTo(tensor, axes, at) with { Axes = null } : a).ToList() };

        BoundValue result = ErrorValue.Instance;
        var binder = new BodyBinder(_context, source, callee, _builder);
        if (!_context.TryEnter(callee, At(at), () =>
            {
                if (binder.BindSignature(arguments, this))
                    result = binder.BindBody();
            }))
        {
            return Error(Diagnostics.Recursion, at, $"op {callee.Name.Text} calls itself");
        }

        if (axes is null || result is not TensorValue whole)
            return result;
        return whole.Shape.Equals(new Shape(axes.Select(a => a.Extent!)))
            ? whole with { Axes = axes }
            : Error(Diagnostics.LooseAxis, at, $"inside index notation {callee.Name.Text} must give one value per point; it gives {whole.Type}");
    }
}
