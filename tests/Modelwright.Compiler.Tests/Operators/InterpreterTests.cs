using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Reference;
using static Modelwright.Compiler.Tests.Operators.Functions;
using static Modelwright.Compiler.Tests.Operators.Sample;

namespace Modelwright.Compiler.Tests.Operators;

/// <summary>The interpreter on a model of two functions.</summary>
public class InterpreterTests
{
    private static readonly Dictionary<string, Sample> Weights = new()
    {
        ["layers.0.w"] = Floats(2, 3),
        ["layers.1.w"] = Floats(5, 7),
        ["bias"] = Floats(100, 200),
    };

    [Fact]
    public void Runs_calls_with_the_parameters_of_their_instance()
    {
        var main = Make("Main", ["float[2]"], x =>
        {
            var twice = Apply(new Call(Scale, "layers.1"), Apply(new Call(Scale, "layers.0"), x[0]));
            return [Apply(new Add(), twice, Parameter("bias", "float[2]")), x[0], twice];
        });

        var outputs = Run(Model(main, Scale), Floats(1, 2));

        outputs["y"].Data.ShouldBe([110, 242]);
        outputs["y1"].Data.ShouldBe([1, 2]);
        outputs["y2"].Data.ShouldBe([10, 42]);
    }

    [Fact]
    public void Binds_symbols_from_the_inputs_and_history_to_the_same_number()
    {
        var main = Make("Main", ["float[T]"], x =>
            [Apply(new Einsum("i,j->ij"), x[0], Apply(new History(0, "x"), x[0])), Apply(new Iota(Dim.Symbol("T") + 1))]);

        var outputs = Run(Model(main), Floats(1, 2));

        outputs["y"].Data.ShouldBe([1, 2, 2, 4]);
        outputs["y1"].Data.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Reads_an_input_more_than_once()
    {
        var main = Make("Main", ["float[T]"], x => [Apply(new Sub(), Apply(new Mul(), x[0], x[0]), x[0])]);
        Run(Model(main), Floats(3, 4))["y"].Data.ShouldBe([6, 12]);
    }

    [Theory]
    [InlineData("float[T]", "float[T]", "float[2]", "float[3]", "input 'x1' has the size 3 along axis 0, expected T = 2")]
    [InlineData("float[2 * T]", "float[T]", "float[5]", "float[2]", "input 'x0' has the size 5 along axis 0, expected 2 * T = 4")]
    [InlineData("float[T, 4]", "float[]", "float[1, 3]", "float[]", "input 'x0' has the size 3 along axis 1, expected 4")]
    [InlineData("float[T]", "float[]", "float[1, 1]", "float[]", "input 'x0' has 2 axes, expected 1: [T]")]
    [InlineData("float[2 * T]", "float[]", "float[4]", "float[]", "no input tells the size of the dimension 'T'")]
    public void Refuses_inputs_of_another_shape(string declared0, string declared1, string actual0, string actual1, string message)
    {
        var main = Make("Main", [declared0, declared1], x => x);
        Should.Throw<ArgumentException>(() => Run(Model(main), Zeros(actual0), Zeros(actual1))).Message.ShouldBe(message);
    }

    [Fact]
    public void Names_a_missing_input()
    {
        var main = Make("Main", ["float[T]", "float[T]"], x => x);
        Should.Throw<ArgumentException>(() => Run(Model(main), Floats(1))).Message.ShouldBe("input 'x1' is missing");
    }

    private static IReadOnlyDictionary<string, DenseTensor> Run(ModelGraph model, params Sample[] inputs) => Interpreter.Run(
        model, inputs.Select((input, i) => (input, i)).ToDictionary(x => $"x{x.i}", x => x.input.Tensor), path => Weights[path].Tensor);

    private static Sample Zeros(string type) =>
        new(TypeOf(type), new double[TypeOf(type).Shape.Aggregate(1L, (product, extent) => product * extent.Value!.Value)]);
}
