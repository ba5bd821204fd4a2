using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Benchmarks.Products;

/// <summary>Products with one weight matrix after another, and nothing between them.</summary>
internal sealed class LinearChain : IDisposable
{
    private readonly OnnxPeer _peer;

    /// <summary>Makes both sides, and makes sure that they agree.</summary>
    /// <param name="rows">Rows of what is multiplied.</param>
    /// <param name="inputs">Its columns, and those of the first weight.</param>
    /// <param name="outputs">Rows of every weight.</param>
    /// <param name="count">How many weights.</param>
    /// <param name="threads">Threads on both sides.</param>
    public LinearChain(int rows, int inputs, int outputs, int count, int threads)
    {
        var model = DynamicModel.Compile([new SourceText("chain.model", $$"""
            model Chain {
                input x : float[T, {{inputs}}]
                var h = x
                for i in 0..{{count}} { h = Linear(h, {{outputs}}) as weights[i] }
                output y : float[T, {{outputs}}] = h
            }
            """)]).Initialize(1, new ModelOptions { Threads = threads });
        var random = new Random(1);
        var (x, y) = (Enumerable.Range(0, rows * inputs).Select(_ => random.NextSingle() - 0.5f).ToArray(), new float[rows * outputs]);
        var input = new Dictionary<string, TensorData> { ["x"] = TensorData.Of(x, rows, inputs) };
        Ours = TypedCall.Forward(model, input.Values, [rows], y);
        _peer = new OnnxPeer(model, threads);
        var theirs = _peer.Bind(input);
        Ours();
        theirs.Expect("y", y);
        Theirs = theirs.Run;
    }

    /// <summary>Native code.</summary>
    public Action Ours { get; }

    /// <summary>ONNX Runtime, which lays the weights out for itself when it loads them.</summary>
    public Action Theirs { get; }

    /// <inheritdoc/>
    public void Dispose() => _peer.Dispose();
}
