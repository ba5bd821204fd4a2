using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>
/// Writes the loops that compute a tensor. Whatever does not vary in a loop is computed outside it; the innermost loop
/// is a kernel over lanes where that is possible. Workers share the outermost loop.
/// </summary>
internal sealed class LoopWriter
{
    // The depth of what varies in a loop that is still to come: that of a step, or of a reduction.
    private const int Inside = int.MaxValue;

    private readonly MethodScope _method;
    private readonly RootKernel _kernel;
    private readonly LoopNest _nest;
    private readonly string _destination;
    private readonly ScalarWriter _scalars;

    // The variables that hold a worker's part of the two outermost loops.
    private readonly string?[] _shares;

    private LoopWriter(MethodScope method, RootKernel kernel, LoopNest nest, string destination)
    {
        _method = method;
        _kernel = kernel;
        _nest = nest;
        _destination = destination;
        _shares = new string?[Math.Max(2, nest.Outer.Count)];
        _scalars = new ScalarWriter(method, kernel.Bindings);
    }

    /// <summary>Writes everything that a tensor's kernel does.</summary>
    /// <param name="method">The method.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="destination">The span that the tensor is stored in.</param>
    public static void Write(MethodScope method, RootKernel kernel, string destination)
    {
        foreach (var nest in LoopNest.Of(kernel))
        {
            // A nest without loops has locals of its own.
            var writer = new LoopWriter(method, kernel, nest, destination);
            writer.Level(0);
        }
    }

    private void Level(int level)
    {
        if (level == 0 && _nest.Outer.Count == 0 && _nest.Steps.All(step => step.Loop is null))
        {
            _method.Writer.Block("if (worker.IsFirst)", () => WriteSteps(0));
            return;
        }

        WriteSteps(level);
    }

    private void WriteSteps(int level)
    {
        WriteInvariants(level);
        if (level == 0)
            WriteShares();
        if (level < _nest.Outer.Count)
        {
            _method.For(_nest.Outer[level], () => WriteSteps(level + 1), _shares[level]);
            return;
        }

        foreach (var step in _nest.Steps)
            Write(step, level);
    }

    /// <summary>Gives each worker its part of the outermost loop, or of the one inside it where that can be shared more evenly.</summary>
    private void WriteShares()
    {
        var outer = _nest.Outer;
        if (outer.Count == 0)
            return;
        _shares[0] = _method.Declare("own");
        if (outer.Count == 1)
        {
            _method.Writer.Line($"var {_shares[0]} = worker.Share({_method.Write(outer[0].Extent)}, {_method.Work(Work(1))});");
            return;
        }

        _shares[1] = _method.Declare("own");
        _method.Writer.Line($"var ({_shares[0]}, {_shares[1]}) = worker.Shares({_method.Write(outer[0].Extent)}, {_method.Write(outer[1].Extent)}, {_method.Work(Work(2))});");
    }

    /// <summary>About how many elements are computed in one iteration of the loops down to a level.</summary>
    private Dim Work(int level)
    {
        var around = _nest.Outer.Skip(level).Aggregate(Dim.One, (count, loop) => count * loop.Extent);
        return around * _nest.Steps.Aggregate(Dim.Zero, (sum, step) => sum + (step.Loop is not { } loop
            ? WorkOf(step.Body)
            : (loop.Extent * WorkOf(step.Body, loop)) + Elements.Reduced(step.Body, fold => !LaneForm.DependsOn(fold, loop.Variable))));
    }

    // An element itself, and what is reduced for it in a loop.
    private static Dim WorkOf(Element element, Loop? loop = null) =>
        Dim.One + Elements.Reduced(element, fold => loop is null || LaneForm.DependsOn(fold, loop.Variable));

    private void Write(StoreStep step, int level)
    {
        if (step.Loop is not { } loop)
        {
            _method.Writer.Line($"{_destination}[{_method.Write(step.Offset)}] = {_scalars.Write(step.Body).Text};");
            return;
        }

        if (Bulk(step, loop, level == 0) is { } bulk)
        {
            _method.Writer.Line(bulk);
            return;
        }

        string? share = null;
        if (level == 0)
        {
            share = _method.Declare("own");
            _method.Writer.Line($"var {share} = worker.Share({_method.Write(loop.Extent)}, {_method.Work(WorkOf(step.Body, loop))});");
        }

        _method.For(loop, () => _scalars.Nested(() =>
        {
            WriteInvariants(level + 1, step);
            _method.Writer.Line($"{_destination}[{_method.Write(step.Offset)}] = {_scalars.Write(step.Body).Text};");
        }), share);
    }

    /// <summary>The innermost loop as one statement, or null where it has to be written out.</summary>
    /// <param name="step">The step.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="isShared">Whether workers share it.</param>
    private string? Bulk(StoreStep step, Loop loop, bool isShared)
    {
        if (IndexScope.Step(step.Offset, loop.Variable)?.Equals(Dim.One) != true || _nest.Indices.Any(i => DependsOn(i, loop)))
            return null;
        var start = IndexScope.Replace(step.Offset, loop.Variable, Dim.Zero);
        if (step.Body is Element.Load load && IndexScope.Step(load.Offset, loop.Variable)?.Equals(Dim.One) == true)
        {
            var source = _method.Part(load.Buffer.Name, IndexScope.Replace(load.Offset, loop.Variable, Dim.Zero), loop.Extent);
            return isShared ? $"worker.Copy<{load.Type.CSharp()}>({source}, {_method.From(_destination, start)});" : $"{source}.CopyTo({_method.From(_destination, start)});";
        }

        if (!LaneForm.DependsOn(step.Body, loop.Variable))
        {
            var (part, value) = (_method.Part(_destination, start, loop.Extent), _scalars.Write(step.Body).Text);
            return isShared ? $"worker.Fill({part}, {value});" : $"{part}.Fill({value});";
        }

        if (step.Body.Type is not (ElementType.Bool or ElementType.Float32) || !LaneForm.Fits(step.Body, loop.Variable))
            return null;
        var name = ValueNames.Of(_kernel.Root);
        var lanes = new LaneKernelWriter(_method, _kernel.Bindings, _scalars).Map(name, loop, step.Body, _method.From(_destination, start));
        return $"Simd.Map({(isShared ? "worker, " : "")}{lanes}, {_method.Write(loop.Extent)});";
    }

    private bool DependsOn(CheckedIndex index, Loop loop) => CheckedIndex.Varying(_nest.Indices, Elements.Symbols(index.Index)).Contains(loop.Variable);

    /// <summary>Computes what varies in the loops down to a level, and is read where more varies.</summary>
    private void WriteInvariants(int level, StoreStep? only = null)
    {
        var steps = only is null ? _nest.Steps : [only];
        var depth = new Depths(_nest.Indices, [.. _nest.Outer, .. only?.Loop is { } own ? new[] { own } : []]);
        foreach (var index in _nest.Indices.Where(i => depth.Of(i.Variable) == level))
        {
            var local = _method.Declare("row");
            var value = _scalars.Write(index.Index).Text;
            _method.Writer.Line(
                $"var {local} = Guard.Index({value}, {_method.Write(index.Extent)}, {Literals.Quote(index.IndicesName)}, {Literals.Quote(index.DataName)});");
            _method.Bind(index.Variable, local);
        }

        var found = new List<Element>();
        foreach (var step in steps)
            Collect(step.Body, only is null && step.Loop is not null ? Inside : level);
        foreach (var index in _nest.Indices.Where(i => depth.Of(i.Variable) > level))
            Collect(index.Index, Inside);
        foreach (var element in found.Distinct().OrderBy(e => e.Size))
            _scalars.Name(element);

        void Collect(Element element, int reader)
        {
            var own = depth.Of(element);
            if (own < level)
                return;
            if (own == level && reader > level)
            {
                if (element is Element.Apply or Element.Fold)
                    found.Add(element);
                return;
            }

            foreach (var (part, isInFold) in Parts(element))
                Collect(part, isInFold ? Inside : own);
        }
    }

    private static IEnumerable<(Element Part, bool IsInFold)> Parts(Element element) => element switch
    {
        Element.Apply apply => apply.Operands.Select(o => (o, false)),
        Element.Fold fold => fold.Parts.Select(p => (p.Body, true)),
        _ => [],
    };

    /// <summary>The number of loops, from the outermost, down to the last one with which something varies.</summary>
    private sealed class Depths(IReadOnlyList<CheckedIndex> indices, IReadOnlyList<Loop> loops)
    {
        public int Of(string variable) => Of([variable]);

        public int Of(Element element) => Of(Elements.Symbols(element));

        private int Of(IEnumerable<string> symbols) =>
            CheckedIndex.Varying(indices, symbols).Select(Level).DefaultIfEmpty(0).Max();

        private int Level(string symbol) => LoopNest.IsLoopVariable(symbol)
            ? loops.Select((loop, i) => loop.Variable == symbol ? i + 1 : Inside).DefaultIfEmpty(Inside).Min()
            : 0;
    }
}
