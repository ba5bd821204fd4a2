using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Warnings;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <summary>
/// The names that states of an instance <c>as _</c> may have where it is called: those of its body, because a shift keeps the steps
/// of a tensor under the tensor's name, and of what it calls without a level of its own. The binder knows which of them are
/// states.
/// </summary>
internal sealed class OpenStates(DeclarationTable declarations)
{
    /// <summary>What <c>cumsum</c> calls the sum of a tensor without a name.</summary>
    private const string Sum = "sum";

    private readonly HashSet<CallableDeclaration> _visited = [];

    /// <summary>The names for an instance of a block or recurrence.</summary>
    public IEnumerable<string> Of(CallableDeclaration callee)
    {
        if (!_visited.Add(callee))
            return [];
        var calls = SyntaxWalk.Statements(callee.Body).SelectMany(SyntaxWalk.Own).SelectMany(SyntaxWalk.Within).OfType<CallExpression>();
        return LocalNames.Of(callee.Body).Where(n => !n.IsAxis).Select(n => n.Name.Text)
            .Concat(callee.Parameters.Select(p => p.Name.Text))
            .Concat(SyntaxWalk.Statements(callee.Body).OfType<MemberStatement>().SelectMany(m => m.As?.Parts.Select(p => p.Name).OfType<string>() ?? []))
            .Append(Sum)
            .Concat(calls.SelectMany(Within));
    }

    private IEnumerable<string> Within(CallExpression call) =>
        call.Callee is NameExpression name && declarations.Find(name.Name)?.Declaration is CallableDeclaration callee
            && (callee.Kind == CallableKind.Op || call.As is { Parts: [] })
            ? Of(callee)
            : [];
}
