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
    private sealed record Field(string Name, string Type, string Argument)
    {
        private bool IsSpan => Type.EndsWith(">", StringComparison.Ordinal);

        public string Parameter => $"{Type} {Name}";

        // A name may be escaped, a field's is not.
        public string Variable => "_" + Name.TrimStart('@');

        public string Declaration => IsSpan
            ? $"private readonly ref {(Type[0] == 'R' ? "readonly " : "")}{Type.Substring(Type.IndexOf('<') + 1).TrimEnd('>')} {Variable} = ref MemoryMarshal.GetReference({Name});"
            : $"private readonly {Type} {Variable} = {Name};";
    }

    /// <summary>A kernel that stores the element in each iteration; gives the constructor call.</summary>
    public string Map(string name, Loop loop, Element body, string destination)
    {
        var result = Body(body, loop.Variable);
        var bools = body.Type == ElementType.Bool;
        var target = Add("result", $"Span<{body.Type.CSharp()}>", destination);
        return Kernel(name, "IMapKernel", "void", $"{result.Within(Precedence.Primary)}.{(bools ? "StoreBool" : "Store")}(ref {target}, i);", false);
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
                return new($"L.Iota({Add("start", "float", start)} + i)");
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
        return new($"L.Create({Add(name, "float", text)})");
    }

    private Expression Load(Element.Load load, string variable)
    {
        var step = IndexScope.Step(load.Offset, variable)!;
        var type = load.Type.CSharp();
        var source = Add(BufferName(load), $"ReadOnlySpan<{type}>", method.From(load.Buffer.Name, IndexScope.Replace(load.Offset, variable, Dim.Zero)));
        if (step.Equals(Dim.One))
            return new($"L.{(type == "bool" ? "LoadBool" : "Load")}(in {source}, i)");
        var stride = step.IsConstant ? method.Write(step) : Add(BufferName(load) + " stride", "nint", method.Write(step));
        return new($"L.LoadStrided(in {source}, i * {stride}, {stride})");
    }

    /// <summary>The field that holds an argument.</summary>
    private string Add(string wanted, string type, string argument)
    {
        if (_fields.FirstOrDefault(f => f.Argument == argument && f.Type == type) is not { } field)
        {
            field = new Field(_names.Declare(Identifiers.Camel(wanted)), type, argument);
            _fields.Add(field);
        }

        return field.Variable;
    }

    private static string BufferName(Element.Load load) => load.Buffer.Name.Split('.').Last(part => part != "Data").TrimEnd('(', ')');
}
