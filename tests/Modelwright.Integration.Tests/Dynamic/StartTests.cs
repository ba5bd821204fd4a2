using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Integration.Tests.Dynamic;

public sealed class StartTests
{
    [Fact]
    public void Parameters_start_as_the_text_says()
    {
        var model = DynamicModel.Compile([new SourceText("a.model", """
            model Starts() {
                input x : float[B, 4]
                param decay : float[3] = [i] => -log(i + 1)
                param table : float[2, 3] = 0.5 * [1, 2, 3]
                buffer past : bool[2, 3] = [t, s] => s <= t
                buffer squares : int64[3] = [i] => int64(i * i)
                param bounded : float[100] = clamp(normal(1), -0.5, 0.5)
                param split : float[4, 2] = [i, j] => float(i / 2) + 10 * j
                for i in 0..2 as layers { param w : float[2, 2] = i + 0.25 * uniform(1) }
                output y : float[B, 4] = x
            }
            """)]).Initialize(1);
        model.GetParameter("decay").Array<float>().ShouldBe([0, -MathF.Log(2), -MathF.Log(3)]);
        model.GetParameter("table").Array<float>().ShouldBe([0.5f, 1, 1.5f, 0.5f, 1, 1.5f]);
        model.GetParameter("past").Array<bool>().ShouldBe([true, false, false, true, true, false]);
        model.GetParameter("squares").Array<long>().ShouldBe([0, 1, 4]);
        model.GetParameter("split").Array<float>().ShouldBe([0, 10, 0, 10, 1, 11, 1, 11]);
        var bounded = model.GetParameter("bounded").Array<float>();
        (bounded.Min(), bounded.Max()).ShouldBe((-0.5f, 0.5f));
        bounded.Count(v => Math.Abs(v) < 0.5).ShouldBeInRange(25, 50);
        model.GetParameter("layers.0.w").Array<float>().ShouldNotBe(model.GetParameter("layers.1.w").Array<float>());
    }
}
