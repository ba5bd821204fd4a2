using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Tests.Emission;

public class InPlaceTests
{
    [Theory]
    [InlineData("it goes through an activation")]
    [InlineData("something is added to it")]
    [InlineData("it has a factor for each row")]
    [InlineData("it is masked")]
    [InlineData("it is seen with other axes")]
    [InlineData("it is divided by the sum of its row")]
    [InlineData("it is normalised by the mean and the variance of its row")]
    [InlineData("the exponentials of its rows are to be divided")]
    [InlineData("nothing reads it")]
    public void A_tensor_takes_the_place_of_an_operand_where(string what)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 6));
        var other = f.Input("other", Float(B, T, 6));
        Fits(f, what switch
        {
            "it goes through an activation" => f.Mul(x, f.Add(new Sigmoid(), x)),
            "something is added to it" => f.Add(new Add(), other, f.Add(new Tanh(), x)),
            "it has a factor for each row" => f.Mul(x, f.Input("factor", Float(B, T, 1))),
            "it is masked" => f.Add(new Select(), f.Add(new Less(), x, other), x, other),
            "it is seen with other axes" => f.Mul(f.Reshape(x, B * T, 2, 3), f.Parameter("scale", 3)),
            "it is divided by the sum of its row" => f.Add(new Div(), x, Sum(f, x)),
            "it is normalised by the mean and the variance of its row" => f.Add(new Div(), Centred(f, x), Sum(f, f.Mul(Centred(f, x), Centred(f, x)))),
            "the exponentials of its rows are to be divided" => f.Add(new Softmax(2), x),
            _ => f.Add(new Tanh(), other),
        }).ShouldBeTrue();
    }

    [Theory]
    [InlineData("is read in another order")]
    [InlineData("is read at other steps")]
    [InlineData("is read at its first column too")]
    [InlineData("has rows that are stored reversed in two parts")]
    [InlineData("is repeated")]
    [InlineData("is chosen by an index")]
    [InlineData("is divided by the sum of each of its matrices")]
    [InlineData("is summed up with other weights for each column")]
    [InlineData("is divided by the sum of the next row")]
    [InlineData("is divided by the sums of rows that overlap")]
    public void A_tensor_keeps_its_place_where_it(string what)
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 6));
        var line = f.Reshape(x, B * T * 6);
        Fits(f, what switch
        {
            "is read in another order" => f.Add(new Tanh(), f.Transpose(x, 1, 0, 2)),
            "is read at other steps" => f.Mul(Rows(f, line, 0), Rows(f, line, 6)),
            "is read at its first column too" => f.Mul(x, f.Add(new Slice(2, 0, 1), x)),
            "has rows that are stored reversed in two parts" => f.Add(new Concat(2), f.Add(new Slice(2, 3, 3), x), f.Add(new Slice(2, 0, 3), x)),
            "is repeated" => f.Mul(f.Expand(f.Reshape(x, B, T, 6, 1), B, T, 6, 4), f.Parameter("scale", 4)),
            "is chosen by an index" => f.Add(new Tanh(), f.Add(new Gather(2), x, f.Input("at", Int(6)))),
            "is divided by the sum of each of its matrices" => f.Add(new Div(), x, f.Reshape(f.Sum(f.Sum(x, 2), 1), B, 1, 1)),
            "is summed up with other weights for each column" => f.Sum(f.Mul(f.Reshape(x, B, T, 1, 6), f.Parameter("w", 6, 6)), 3),
            "is divided by the sum of the next row" => f.Add(new Div(), Rows(f, line, 0), f.Reshape(f.Sum(Rows(f, line, 6), 1), (B * T) - 1, 1)),
            _ => f.Add(new Div(), Rows(f, line, 0), f.Reshape(f.Sum(f.Add(new Slide(0, (B * T) - 1, 7, 6, 1, 0), line), 1), (B * T) - 1, 1)),
        }).ShouldBeFalse();
    }

    [Fact]
    public void A_row_that_workers_share_is_summed_up_where_nothing_is_stored_yet()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(T));
        Fits(f, f.Add(new Div(), x, f.Reshape(f.Sum(x, 0), 1))).ShouldBeFalse();
    }

    private static Value Sum(FunctionBuilder f, Value x) => f.Reshape(f.Sum(x, 2), B, T, 1);

    private static Value Centred(FunctionBuilder f, Value x) => f.Add(new Sub(), x, f.Reshape(f.Add(new Reduce(ReduceKind.Mean, 2), x), B, T, 1));

    /// <summary>All rows of six but one, from an element on.</summary>
    private static Value Rows(FunctionBuilder f, Value line, long start) => f.Reshape(f.Add(new Slice(0, start, (B * T * 6) - 6), line), (B * T) - 1, 6);

    /// <summary>Whether a tensor can be stored where x lies, given that only the inputs are in memory.</summary>
    private static bool Fits(FunctionBuilder f, Value result)
    {
        f.Build("Main", result);
        return InPlace.Fits(RootKernel.Build(result, Find, null), "x");

        static Buffer? Find(Value value) =>
            FusionPlan.IsGiven(value) ? Buffer.RowMajor(value.Producer.Operator is Argument argument ? argument.Label : "weight", value.Type) : null;
    }
}
