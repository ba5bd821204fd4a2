using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Writes elements as C# expressions of one number; reductions become statements before them.</summary>
/// <param name="method">The method.</param>
/// <param name="bindings">What elements are called.</param>
internal sealed class ScalarWriter(MethodScope method, Bindings bindings)
{
    private readonly Dictionary<Element, string> _locals = [];

    /// <summary>The expression of an element.</summary>
    public Expression Write(Element element)
    {
        if (_locals.TryGetValue(element, out var local))
            return new(local);
        switch (element)
        {
            case Element.Number number:
                var text = Literals.Number(number.Value, number.Type);
                return new(text, text[0] == '-' ? Precedence.Unary : Precedence.Primary);
            case Element.Load load:
                return new($"{load.Buffer.Name}[{method.Write(load.Offset)}]");
            case Element.Counter counter:
                return Counter(counter.Type, method.Write(counter.Index));
            case Element.Apply { Operator: Cast, Operands: [Element.Counter count] } cast when cast.Type == ElementType.Float32 || cast.Type.IsInteger():
                return Counter(cast.Type, method.Write(count.Index));
            case Element.Apply { Operator: Cast } cast:
                return ScalarOperators.Cast(Write(cast.Operands[0]), cast.Operands[0].Type, cast.Type);
            case Element.Apply apply:
                return ScalarOperators.Apply(apply.Operator, apply.Operands.Select(Write).ToList());
            case Element.Fold:
                return new(Name(element));
            default:
                throw new GraphException($"there is no element {element}");
        }
    }

    /// <summary>Computes an element into a local of its own.</summary>
    public string Name(Element element)
    {
        if (_locals.TryGetValue(element, out var known))
            return known;
        if (element is Element.Fold fold)
            return _locals[element] = new FoldWriter(method, bindings, this).Write(fold);
        var expression = Write(element).Text;
        var local = method.Declare(bindings.NameOf(element) ?? Hint(element));
        method.Writer.Line($"var {local} = {expression};");
        return _locals[element] = local;
    }

    /// <summary>Runs an action; locals that it makes are forgotten after it.</summary>
    public void Nested(Action action)
    {
        var outside = _locals.Keys.ToList();
        action();
        foreach (var element in _locals.Keys.Except(outside).ToList())
            _locals.Remove(element);
    }

    private static Expression Counter(ElementType type, string index) => new($"({type.CSharp()}){DimText.Grouped(index)}", Precedence.Unary);

    private static string Hint(Element element) => element switch
    {
        Element.Load load => load.Buffer.Name.Split('.').Last() + "At",
        Element.Apply apply => apply.Operator.Name,
        _ => "value",
    };
}
