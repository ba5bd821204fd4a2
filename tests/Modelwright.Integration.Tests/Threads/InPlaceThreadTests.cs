using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using Modelwright.Integration.Tests.Emission;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Integration.Tests.Threads;

/// <summary>What takes the place of what it is computed from has the same bits on any number of threads.</summary>
public class InPlaceThreadTests
{
    [Theory]
    [InlineData("elements")]
    [InlineData("rows")]
    [InlineData("all")]
    public void Threads_make_no_difference_to(string what)
    {
        var f = new FunctionBuilder();
        var input = f.Input("x", Float(B, T, 6));
        var (x, line) = (f.Add(new Softmax(2), input), f.Add(new Softmax(0), f.Reshape(input, B * T * 6)));
        var scaled = what switch
        {
            "elements" => f.Mul(x, f.Add(new Sigmoid(), x)),
            "rows" => f.Add(new Div(), x, f.Reshape(f.Sum(f.Mul(x, x), 2), B, T, 1)),
            _ => f.Add(new Div(), line, f.Reshape(f.Sum(f.Mul(line, line), 0), 1)),
        };
        var stored = f.Add(new Softmax(scaled.Shape.Rank - 1), scaled);
        var agreement = new Agreement(f.Model(f.Add(new Tanh(), stored)), new Dictionary<string, int> { ["B"] = 3, ["T"] = 7 }).ShouldHold();
        var none = new Dictionary<string, TensorData>();
        var inputs = new Dictionary<string, TensorData> { ["x"] = TensorData.Of(agreement.Inputs["x"].Data.Select(value => (float)value).ToArray(), 3, 7, 6) };
        var expected = agreement.Emitted.Create(none, Sharing.Alone).Run(inputs);
        foreach (var options in Sharing.All)
            Same.Check(agreement.Emitted.Create(none, options).Run(inputs), expected, $"with {options}");
    }
}
