using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <content>Instances: they can be called again, and the states of one <c>as _</c> are names here.</content>
internal sealed partial class NameChecker
{
    private readonly Dictionary<string, CallableDeclaration> _instances = new(StringComparer.Ordinal);

    /// <summary>The names that states of instances <c>as _</c> may have.</summary>
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>Whether it is not known which states an instance <c>as _</c> has.</summary>
    private bool _isOpen;

    private void AddInstance(CallExpression call)
    {
        var callee = call.Callee is NameExpression { Name: var name } ? Callee(name) : null;
        if (call.As is { Parts: [] })
        {
            if (callee is null)
                _isOpen = true;
            else
                _open.UnionWith(new OpenStates(declarations).Of(callee));
        }
        else if (callee is { Kind: CallableKind.Block or CallableKind.Recurrence })
        {
            if (call.As is null)
                _instances[Words.SnakeCase(callee.Name.Text)] = callee;
            else if (call.As is { Parts: [{ Name: { } instance }] })
                _instances[instance] = callee;
        }
    }

    private CallableDeclaration? Callee(string name) =>
        _instances.TryGetValue(name, out var callee) ? callee : declarations.Find(name)?.Declaration as CallableDeclaration;
}
