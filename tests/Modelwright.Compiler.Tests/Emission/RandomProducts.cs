using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Emission;

/// <summary>Products of a few activations with many weights, read in all ways there are.</summary>
internal static class RandomProducts
{
    public static ModelGraph Of(int seed)
    {
        var random = new Random(seed);
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        List<Value> activations = [x, f.Add(new Sigmoid(), x)];
        List<Value> results = [];
        for (var i = 0; i < 8; i++)
            results.Add(Read(f, Product(f, activations[random.Next(activations.Count)], $"w{i}", random), i, random));
        return f.Model([.. results]);
    }

    private static Value Product(FunctionBuilder f, Value x, string path, Random random)
    {
        Dim outputs = random.Next(1, 40);
        return random.Next(4) switch
        {
            0 => f.Add(new Einsum("abc,dec->abde"), x, f.Parameter(path, 2, outputs, 4)),
            1 => f.Add(new Einsum("abc,cd->abd"), x, f.Parameter(path, 4, outputs)),
            _ => f.Add(new Einsum("abc,dc->abd"), x, f.Parameter(path, outputs, 4)),
        };
    }

    private static Value Read(FunctionBuilder f, Value product, int number, Random random)
    {
        var last = product.Shape.Rank - 1;
        return random.Next(7) switch
        {
            0 => product,
            1 => f.Add(new Softmax(last), product),
            2 => f.Sum(f.Mul(product, product), random.Next(last + 1)),
            3 => f.Add(new Concat(last), product, f.Add(new Tanh(), product)),
            4 => f.Add(new Tanh(), f.Reshape(f.Transpose(product, [1, 0, .. Enumerable.Range(2, last - 1)]), T * B, product.Shape.Count.Value ?? product.Shape.Skip(2).Aggregate((a, b) => a * b))),
            5 => f.Add(new Einsum(last == 2 ? "abc,adc->abd" : "abec,adec->abd"), product, product),
            _ => f.Mul(product, f.Add(new Sigmoid(), product)),
        };
    }
}
