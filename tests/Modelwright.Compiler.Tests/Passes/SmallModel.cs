using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

/// <summary>A byte-level language model of two layers of causal attention, written as blocks that call blocks.</summary>
internal static class SmallModel
{
    private const int Width = 8;
    private const int Heads = 2;

    public static ModelGraph Build()
    {
        var linear = Linear();
        var norm = RmsNorm();
        var attend = Attend();
        var layer = Layer(linear, norm, attend);

        var f = new FunctionBuilder();
        var tokens = f.Input("tokens", Int(B, T));
        var embed = f.Parameter("embed", 16, Width);
        var x = f.Add(new Gather(0), embed, tokens);
        x = f.Call(layer, "layers.0", x)[0];
        x = f.Call(layer, "layers.1", x)[0];
        x = f.Call(norm, "norm", x)[0];
        var logits = f.Sum(f.Mul(f.Reshape(x, B, T, Width, 1), f.Transpose(embed, 1, 0)), 2);
        logits.Name = "logits";
        return Model("T", linear, norm, attend, layer, f.Build("Main", logits));
    }

    public static Function Linear()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, Width));
        var weight = f.Parameter("weight", Width, Width);
        var y = f.Sum(f.Mul(f.Reshape(x, B, T, 1, Width), f.Reshape(weight, 1, 1, Width, Width)), 3);
        y.Name = "y";
        return f.Build("Linear", y);
    }

    public static Function RmsNorm()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, Width));
        var weight = f.Parameter("weight", Width);
        var mean = f.Add(new Reduce(ReduceKind.Mean, 2), f.Add(new Pow(), x, f.Scalar(2.0)));
        mean.Name = "mean";
        var scale = f.Add(new Rsqrt(), f.Add(new Add(), mean, f.Scalar(1e-6)));
        return f.Build("RmsNorm", f.Mul(f.Mul(x, f.Reshape(scale, B, T, 1)), weight));
    }

    private static Function Attend()
    {
        var f = new FunctionBuilder();
        var size = Width / Heads;
        Value[] split = [.. new[] { "q", "k", "v" }.Select(name => f.Reshape(f.Input(name, Float(B, T, Width)), B, T, Heads, size))];
        var (q, k, v) = (split[0], f.Add(new History(1, "k"), split[1]), f.Add(new History(1, "v"), split[2]));
        var left = f.Reshape(f.Transpose(q, 0, 2, 1, 3), B, Heads, T, 1, size);
        var right = f.Reshape(f.Transpose(k, 0, 2, 1, 3), B, Heads, 1, T.Past, size);
        var scores = f.Mul(f.Sum(f.Mul(left, right), 4), f.Scalar(0.5));
        var p = f.Add(new Softmax(3), scores, f.Causal(T, T.Past));
        p.Name = "p";
        var weights = f.Reshape(f.Transpose(p, 0, 2, 1, 3), B, T, Heads, T.Past, 1);
        var values = f.Reshape(f.Transpose(v, 0, 2, 1, 3), B, 1, Heads, T.Past, size);
        var mixed = f.Sum(f.Mul(weights, values), 3);
        return f.Build("attention", f.Reshape(mixed, B, T, Width));
    }

    private static Function Layer(Function linear, Function norm, Function attend)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, Width));
        var h = f.Call(norm, "norm", x)[0];
        var q = f.Call(linear, "q", h)[0];
        var k = f.Call(linear, "k", h)[0];
        var v = f.Call(linear, "v", h)[0];
        q.Name = "q";
        var y = f.Call(attend, "", q, k, v)[0];
        y.Name = "y";
        return f.Build("Layers", f.Add(new Add(), x, f.Call(linear, "o", y)[0]));
    }
}
