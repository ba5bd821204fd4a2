using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>
/// Writes the innermost loop as a kernel over lanes: a struct that holds what the loop reads, and a constructor call that
/// gives it rows and numbers.
/// </summary>
internal sealed class LaneKernelWriter(MethodScope method, Bindings bindings, ScalarWriter scalars)
{
    private readonly List<Field> _fields = [];
    private readonly NameScope _names = new("i", "L", "count");
    private readonly Dictionary<Element, string> _locals = [];
    private readonly CSharpWriter _statements = new();

    /// <summary>A field of the kernel: how it is declared, where it starts, and what it is given.</summary>
    private sealed record Field(string Name, string Parameter, string Declaration, string Argument);

    /// <summary>A kernel that stores the element in each iteration; gives the constructor call.</summary>
    public string Map(string name, Loop loop, Element body, string destination)
    {
        var result = Body(body, loop.Variable);
        var bools = body.Type == ElementType.Bool;
        var target = _names.Declare("result");
        _fields.Add(new(target, $"Span<{body.Type.CSharp()}> {target}", $"private readonly ref {body.Type.CSharp()} _{target} = ref MemoryMarshal.GetReference({target});", destination));
        return Kernel(name, "IMapKernel", "void", $"{result.Within(Precedence.Primary)}.{(bools ? "StoreBool" : "Store")}(ref _{target}, i);", false);
    }

    /// <summary>A kernel that gives the element of each iteration; gives the constructor call.</summary>
    public string Reduce(string name, Loop loop, Element body) =>
        Kernel(name, "IReduceKernel", "L", Body(body, loop.Variable).Text + ";", true);

    private string Kernel(string name, string kind, string returns, string last, bool isValue)
    {
        var text = new CSharpWriter();
        text.Block($"private readonly ref struct $name$({string.Join(", ", _fields.Select(f => f.Parameter))}) : {kind}", () =>
        {
            foreach (var field in _fields)
                text.Line(field.Declaration);
            text.Separate();
            text.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            text.Line($"public {returns} Invoke<L>(nint i)");
            var statements = _statements.ToString();
            if (statements.Length == 0)
            {
                text.Indented(() => text.Line($"where L : struct, ILanes<L> => {last}"));
                return;
            }

            text.Block("    where L : struct, ILanes<L>", () =>
            {
                foreach (var line in statements.TrimEnd('\n').Split('\n'))
                    text.Line(line);
                text.Line(isValue ? "return " + last : last);
            });
        });
        var kernel = method.Kernels.Add(Identifiers.Pascal(method.Name + " " + name), text.ToString());
        return $"new {kernel}({string.Join(", ", _fields.Select(f => f.Argument))})";
    }

    private Expression Body(Element body, string variable)
    {
        foreach (var element in Repeated(body, variable))
            Local(element, variable);
        return Write(body, variable);
    }

    /// <summary>Elements that are used more than once, those inside others first.</summary>
    private static IEnumerable<Element> Repeated(Element body, string variable)
    {
        var uses = new Dictionary<Element, int>();
        var order = new List<Element>();
        Count(body);
        return order.Where(e => uses[e] > 1);

        void Count(Element element)
        {
            if (!LaneForm.DependsOn(element, variable))
                return;
            uses[element] = uses.TryGetValue(element, out var count) ? count + 1 : 1;
            if (count > 0)
                return;
            if (element is Element.Apply apply)
            {
                foreach (var operand in apply.Operands)
                    Count(operand);
            }

            order.Add(element);
        }
    }

    private void Local(Element element, string variable)
    {
        var expression = Write(element, variable).Text;
        var hint = bindings.NameOf(element) ?? (element is Element.Load load ? BufferName(load) : element is Element.Apply apply ? apply.Operator.Name : "index");
        var local = _names.Declare(Identifiers.Camel(hint));
        _statements.Line($"var {local} = {expression};");
        _locals[element] = local;
    }

    private Expression Write(Element element, string variable)
    {
        if (_locals.TryGetValue(element, out var local))
            return new(local);
        if (!LaneForm.DependsOn(element, variable))
            return Uniform(element);
        switch (element)
        {
            case Element.Load load:
                return Load(load, variable);
            case Element.Counter counter:
                var start = method.Write(IndexScope.Replace(counter.Index, variable, Dim.Zero));
                return new($"L.Iota(_{Number("start", start, "float")} + i)");
            case Element.Apply apply:
                return Expression.Of(apply.Operator, apply.Operator.CSharp, apply.Operands.Select(o => Write(o, variable)).ToList());
            default:
                throw new GraphException($"{element} does not fit into lanes");
        }
    }

    /// <summary>The same number in every lane.</summary>
    private Expression Uniform(Element element)
    {
        if (element is Element.Number number)
            return new($"L.Create({Literals.Number(number.Value, ElementType.Float32)})");
        var value = scalars.Write(element);
        var text = element.Type == ElementType.Bool ? $"{value.Within(Precedence.Logical)} ? 1f : 0f" : value.Text;
        var name = text.All(c => char.IsLetterOrDigit(c)) ? text : bindings.NameOf(element) ?? (element is Element.Load load ? BufferName(load) : "scalar");
        return new($"L.Create(_{Number(name, text, "float")})");
    }

    private string Number(string wanted, string argument, string type)
    {
        if (_fields.FirstOrDefault(f => f.Argument == argument && f.Parameter == $"{type} {f.Name}") is { } known)
            return known.Name;
        var name = _names.Declare(Identifiers.Camel(wanted));
        _fields.Add(new(name, $"{type} {name}", $"private readonly {type} _{name} = {name};", argument));
        return name;
    }

    private Expression Load(Element.Load load, string variable)
    {
        var step = IndexScope.Step(load.Offset, variable)!;
        var source = method.From(load.Buffer.Name, IndexScope.Replace(load.Offset, variable, Dim.Zero));
        var type = load.Type.CSharp();
        var name = _fields.FirstOrDefault(f => f.Argument == source)?.Name;
        if (name is null)
        {
            name = _names.Declare(Identifiers.Camel(BufferName(load)));
            _fields.Add(new(name, $"ReadOnlySpan<{type}> {name}", $"private readonly ref readonly {type} _{name} = ref MemoryMarshal.GetReference({name});", source));
        }

        if (step.Equals(Dim.One))
            return new($"L.{(type == "bool" ? "LoadBool" : "Load")}(in _{name}, i)");
        var stride = step.Value is { } known ? method.Write(known) : "_" + Number(name + "Stride", method.Write(step), "nint");
        return new($"L.LoadStrided(in _{name}, i * {stride}, {stride})");
    }

    private static string BufferName(Element.Load load) => load.Buffer.Name.Split('.').Last(part => part != "Data").TrimEnd('(', ')');
}
