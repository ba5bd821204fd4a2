using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>A name in scope.</summary>
internal sealed class Variable(string name, TextSpan span, BindingKind kind, BoundValue value, FunctionBuilder builder)
{
    public string Name { get; } = name;

    public TextSpan Span { get; } = span;

    public BindingKind Kind { get; } = kind;

    public BoundValue Value { get; set; } = value;

    /// <summary>Where it was declared; an assignment from a loop body inside makes it a result of that body.</summary>
    public FunctionBuilder Builder { get; } = builder;
}

/// <summary>Names visible at a place; inner scopes hide outer ones.</summary>
internal sealed class Scope(Scope? parent)
{
    private readonly Dictionary<string, Variable> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Instance?> _instances = new(StringComparer.Ordinal);

    public Scope? Parent { get; } = parent;

    public Variable? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._variables.TryGetValue(name, out var variable))
                return variable;
        }

        return null;
    }

    public Variable? FindHere(string name) => _variables.TryGetValue(name, out var variable) ? variable : null;

    public void Add(Variable variable) => _variables[variable.Name] = variable;

    /// <summary>Instances have names of their own: a value may be called as the instance that made it.</summary>
    public bool TryFindInstance(string name, out Instance? instance)
    {
        instance = null;
        return _instances.TryGetValue(name, out instance) || Parent?.TryFindInstance(name, out instance) == true;
    }

    /// <summary>Makes an instance known; null stands for one that an error was reported about.</summary>
    public void Add(string name, Instance? instance) => _instances[name] = instance;

    public IEnumerable<string> Names
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Parent)
            {
                foreach (var name in scope._variables.Keys)
                    yield return name;
            }
        }
    }
}
