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
    private readonly NameScope _names = new("i", "row", "head", "L", "count");
    private readonly Dictionary<Element, string> _locals = [];
    private readonly CSharpWriter _statements = new();

    // The loops around the lanes, of the fold that is being written or of an epilogue's rows: their variables, and where they are, a
    // variable of the kernel or a number.
    private readonly Dictionary<string, Dim> _walked = new(StringComparer.Ordinal);

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

    /// <summary>A kernel that stores the element in each row and column of what another kernel makes; gives the constructor call.</summary>
    public string Epilogue(string name, EpilogueForm form, string destination)
    {
        foreach (var loop in form.Around)
        {
            _walked[loop.Variable] = loop.Index;
            method.Bind(loop.Variable, loop == form.Head ? "head" : "row");
        }

        if (form.Head is not null)
            _statements.Line($"var head = i / {method.Write(form.Column.Extent)};");
        var result = Body(form.Body, form.Column.Variable);
        var target = Add("result", $"Span<{form.Body.Type.CSharp()}>", destination);
        var start = IndexScope.Replace(form.Offset, form.Column.Variable, Dim.Zero);
        var at = start.Equals(Dim.Zero) ? "i" : $"i + {method.Write(start)}";
        return Kernel(name, "IEpilogue", "void", $"{result.Within(Precedence.Primary)}.Store(ref {target}, {at});", false, "nint row, nint i");
    }

    /// <summary>A kernel that gives the element of each iteration; gives the constructor call.</summary>
    public string Reduce(string name, Loop loop, Element body) =>
        Kernel(name, "IReduceKernel", "L", Body(body, loop.Variable).Text + ";", true);

    private string Kernel(string name, string kind, string returns, string last, bool isValue, string parameters = "nint i")
    {
        var text = new CSharpWriter();
        text.Block($"private readonly ref struct $name$({string.Join(", ", _fields.Select(f => f.Parameter))}) : {kind}", () =>
        {
            foreach (var field in _fields)
                text.Line(field.Declaration);
            text.Separate();
            text.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            text.Line($"public {returns} Invoke<L>({parameters})");
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
        if (_locals.ContainsKey(element))
            return;
        var hint = bindings.NameOf(element) ?? (element is Element.Load load ? BufferName(load) : element is Element.Apply apply ? apply.Operator.Name : "index");
        var local = _names.Declare(Identifiers.Camel(hint));
        _statements.Line($"var {local} = {expression};");
        _locals[element] = local;
    }

    private Expression Write(Element element, string variable)
    {
        if (_locals.TryGetValue(element, out var local))
            return new(local);
        if (!LaneForm.DependsOn(element, variable) && !_walked.Keys.Any(walked => LaneForm.DependsOn(element, walked)))
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
            case Element.Fold fold:
                return Fold(fold, variable);
            default:
                throw new GraphException($"{element} does not fit into lanes");
        }
    }

    /// <summary>A reduction in each lane.</summary>
    private Expression Fold(Element.Fold fold, string variable)
    {
        var local = _names.Declare(Identifiers.Camel(bindings.NameOf(fold) ?? fold.Kind.ToString()));
        var start = fold.Kind switch
        {
            ReduceKind.Max => "float.NegativeInfinity",
            ReduceKind.Min => "float.PositiveInfinity",
            _ => "0f",
        };
        _statements.Line($"var {local} = L.Create({start});");
        foreach (var part in fold.Parts)
            Accumulate(fold, local, part.Loops, 0, part.Body, variable);
        if (fold.Kind == ReduceKind.Mean)
            _statements.Line($"{local} = {local} / L.Create({Number(fold.Count, "elements", "float")});");
        _locals[fold] = local;
        return new(local);
    }

    private void Accumulate(Element.Fold fold, string local, IReadOnlyList<Loop> loops, int depth, Element body, string variable)
    {
        if (depth < loops.Count)
        {
            var loop = loops[depth];
            if (LaneForm.IsShort(loop))
            {
                for (var term = 0L; term < loop.Extent.Value; term++)
                {
                    _walked[loop.Variable] = Dim.Constant(term);
                    Accumulate(fold, local, loops, depth + 1, body, variable);
                }

                _walked.Remove(loop.Variable);
                return;
            }

            var index = _names.Declare("n");
            _walked[loop.Variable] = Dim.Symbol(index);
            method.Bind(index, index);
            _statements.Block($"for (nint {index} = 0; {index} < {Number(loop.Extent, "length", "nint")}; {index}++)", () => Accumulate(fold, local, loops, depth + 1, body, variable));
            _walked.Remove(loop.Variable);
            return;
        }

        _statements.Line(fold.Kind switch
        {
            ReduceKind.Max => $"{local} = L.Max({local}, {Write(body, variable).Text});",
            ReduceKind.Min => $"{local} = L.Min({local}, {Write(body, variable).Text});",
            _ when body is Element.Apply { Operator: Mul, Operands: [var a, var b] } =>
                $"{local} = L.FusedMultiplyAdd({Write(a, variable).Text}, {Write(b, variable).Text}, {local});",
            _ => $"{local} = {local} + {Write(body, variable).Within(Precedence.Multiplicative)};",
        });
    }

    /// <summary>An extent: a constant as it is, otherwise a field.</summary>
    private string Number(Dim dim, string name, string type) => dim.IsConstant ? method.Write(dim) : Add(name, type, method.Write(dim));

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
        var start = _walked.Keys.Append(variable).Aggregate(load.Offset, (offset, v) => IndexScope.Replace(offset, v, Dim.Zero));
        var source = Add(BufferName(load), $"ReadOnlySpan<{type}>", method.From(load.Buffer.Name, start));
        var walked = _walked.Select(w => (At: w.Value, Step: IndexScope.Step(load.Offset, w.Key)!)).Where(w => !(w.At * w.Step).Equals(Dim.Zero))
            .Select(w => w.Step.IsConstant ? method.Write(w.At * w.Step) : $"{method.Write(w.At)} * {Stride(w.Step)}").ToList();
        if (step.Equals(Dim.Zero))
            return new($"L.Broadcast(in {source}, {(walked.Count == 0 ? "0" : string.Join(" + ", walked))})");
        if (step.Equals(Dim.One))
            return new($"L.{(type == "bool" ? "LoadBool" : "Load")}(in {source}, {string.Join(" + ", walked.Prepend("i"))})");
        var stride = Stride(step);
        return new($"L.LoadStrided(in {source}, {string.Join(" + ", walked.Prepend($"i * {stride}"))}, {stride})");

        string Stride(Dim distance) => Number(distance, BufferName(load) + " stride", "nint");
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
