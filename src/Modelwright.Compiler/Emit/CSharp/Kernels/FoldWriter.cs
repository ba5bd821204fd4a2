using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Writes a reduction as statements that leave its result in a local.</summary>
internal sealed class FoldWriter(MethodScope method, Bindings bindings, ScalarWriter scalars)
{
    /// <summary>Writes the statements; gives the local's name.</summary>
    public string Write(Element.Fold fold)
    {
        var local = method.Declare(bindings.NameOf(fold) ?? fold.Kind.ToString());
        var parts = fold.Parts.Select(Collapsed).ToList();
        if (parts is [{ Loops: [var loop] } only] && Vector(fold, loop, only.Body) is { } vector)
        {
            method.Writer.Line($"var {local} = {Finished(fold, vector)};");
            return local;
        }

        method.Writer.Line($"var {local} = {Start(fold.Kind, fold.Type)};");
        foreach (var part in parts)
            Accumulate(fold, local, part.Loops.ToList(), part.Body);
        if (fold.Kind == ReduceKind.Mean)
            method.Writer.Line($"{local} /= {method.Write(fold.Count)};");
        return local;
    }

    private void Accumulate(Element.Fold fold, string local, IReadOnlyList<Loop> loops, Element body)
    {
        if (loops is [var last] && Vector(fold, last, body) is { } vector)
            method.Writer.Line(Combine(fold.Kind, fold.Type, local, vector));
        else if (loops.Count == 0)
            method.Writer.Line(Combine(fold.Kind, fold.Type, local, scalars.Write(body).Within(Precedence.Additive)));
        else
            method.For(loops[0], () => scalars.Nested(() => Accumulate(fold, local, loops.Skip(1).ToList(), body)));
    }

    private string? Vector(Element.Fold fold, Loop loop, Element body)
    {
        var function = fold.Kind switch
        {
            ReduceKind.Sum or ReduceKind.Mean => "Sum",
            ReduceKind.Prod => "Product",
            ReduceKind.Max => "Max",
            ReduceKind.Min => "Min",
            _ => null,
        };
        if (function is null || !fold.Type.IsFloat() || !LaneForm.Fits(body, loop.Variable))
            return null;
        var kernel = new LaneKernelWriter(method, bindings, scalars).Reduce(bindings.NameOf(fold) ?? fold.Kind.ToString(), loop, body);
        return $"Simd.{function}({kernel}, {method.Write(loop.Extent)})";
    }

    private string Finished(Element.Fold fold, string sum) =>
        fold.Kind == ReduceKind.Mean ? $"{sum} / {DimText.Grouped(method.Write(fold.Count))}" : sum;

    private static string Start(ReduceKind kind, ElementType type) => (kind, type.IsFloat()) switch
    {
        (ReduceKind.Prod, _) => $"({type.CSharp()})1",
        (ReduceKind.Max, true) => "float.NegativeInfinity",
        (ReduceKind.Min, true) => "float.PositiveInfinity",
        (ReduceKind.Max, false) => $"{type.CSharp()}.MinValue",
        (ReduceKind.Min, false) => $"{type.CSharp()}.MaxValue",
        (ReduceKind.Any, _) => "false",
        (ReduceKind.All, _) => "true",
        _ => $"({type.CSharp()})0",
    };

    private static string Combine(ReduceKind kind, ElementType type, string local, string element) => kind switch
    {
        ReduceKind.Prod => $"{local} *= {element};",
        ReduceKind.Max => $"{local} = Scalar.Max({local}, {element});",
        ReduceKind.Min => $"{local} = Scalar.Min({local}, {element});",
        ReduceKind.Any => $"{local} |= {element};",
        ReduceKind.All => $"{local} &= {element};",
        _ => $"{local} += {element};",
    };

    private static Nest Collapsed(Nest part)
    {
        var loops = part.Loops.ToList();
        var body = part.Body;
        for (var i = loops.Count - 1; i > 0; i--)
        {
            var (outer, inner) = (loops[i - 1], loops[i]);
            if (!LoopNest.CanMerge(outer, inner, Elements.Indices(body)))
                continue;
            body = Elements.Map(body, index => IndexScope.Replace(index, outer.Variable, Dim.Zero));
            loops[i] = inner with { Extent = outer.Extent * inner.Extent };
            loops.RemoveAt(i - 1);
        }

        return new Nest(new(loops), body);
    }
}
