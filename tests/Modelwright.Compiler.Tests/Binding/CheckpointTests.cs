using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

public sealed class CheckpointTests
{
    private const string Net = """
        model Net(width: int = 8, groups: int = 2) {
            input x : float[B, T, width]
            stream T
            var y = x
            for i in 0..2 as layers {
                param q : float[12, width]
                param k : float[4, width]
                param experts : float[3, width, 5]
                buffer steps : int64[2]
                y += Attention(y, heads: 2) as attn
            }
            output z : float[B, T, width] = y
        }

        """;

    [Fact]
    public void Lines_become_patterns_with_what_is_read()
    {
        var model = Bind.Model(Net + """
            checkpoint {
                layers.*.attn.* : "h.*.self_attn.*"
                layers.*.q : split("h.*.fused", [6, 2], axis: 0, groups:)[0]
                layers.*.k : split("h.*.fused", [3 * groups, 2], groups: groups, axis: 0)[1]
                layers.*.experts : stack(transpose("h.*.experts.*.w"))
                * : "other.*"
                _ : "h.*.attn.bias"
            }
            checkpoint parts {
                layers.0.q : concat(["a", "b"], axis: 0, groups: 4)
                layers.1.q : stack([reshape("a"), reshape("b"), reshape("c"), reshape("d"), reshape("e"), reshape("f"), reshape("g"), reshape("h"), reshape("i"), reshape("j"), reshape("k"), reshape("l")])
                layers.*.k : split("k.*", 3)[2]
            }
            """);
        var lines = model.Checkpoints[0].Lines;
        model.Checkpoints.Select(c => c.Name).ShouldBe(["", "parts"]);
        lines.Select(l => l.Pattern).ShouldBe(["layers.*.attn.*", "layers.*.q", "layers.*.k", "layers.*.experts", "_", "*"]);
        lines[0].Source.ShouldBe(new CheckpointSource.Tensor("h.*.self_attn.*"));
        lines[1].Source.ShouldBe(new CheckpointSource.Split(new CheckpointSource.Tensor("h.*.fused"), 0, 2, new([6, 2]), 0, IsExact: true));
        lines[3].Source.ShouldBe(new CheckpointSource.Stack(new([new CheckpointSource.Transpose(new CheckpointSource.Tensor("h.*.experts.*.w"))]), 0));
        model.Checkpoints[1].Lines[2].Source.ShouldBe(new CheckpointSource.Split(new CheckpointSource.Tensor("k.*"), -1, 1, new([1, 1, 1]), 2, IsExact: false));
    }

    [Theory]
    [InlineData("layers.*.w : \"a.*\"", ": error MW0271: 'layers.*.w' names no parameter; the nearest is 'layers.*.q'")]
    [InlineData("layers.*.experst : \"a.*\"", ": error MW0271: 'layers.*.experst' names no parameter; the nearest is 'layers.*.experts'")]
    [InlineData("layers.*.attn : \"a.*\"", ": error MW0271: 'layers.*.attn' names no parameter; the nearest is 'layers.*.attn.*'")]
    [InlineData("layers.2.q : \"a\"", ": error MW0271: 'layers.2.q' names no parameter; the nearest is 'layers.0.q'")]
    [InlineData("layers.*.q : \"a.*\" layers.1.q : \"b\"", ": error MW0272: 'layers.1.q' is named by two lines: 'layers.*.q' and 'layers.1.q'")]
    [InlineData("layers.*.q : 3", ": error MW0273: the names of the file's tensors stand here in quotes, alone or in transpose, split, concat, stack and reshape")]
    [InlineData("layers.*.q : transposed(\"a.*\")", ": error MW0273: 'transposed' does not rearrange tensors of a file; transpose, split, concat, stack and reshape do; did you mean 'transpose'?")]
    [InlineData("layers.*.q : split(\"a.*\", 3)", ": error MW0273: 'split' gives several parts; choose one: split(…)[0]")]
    [InlineData("layers.*.q : split(\"a.*\", 3)[3]", ": error MW0273: there is no part 3 among 3, counted from 0")]
    [InlineData("layers.*.q : split(\"a.*\", [10, 2], axis: 0)[0]", ": error MW0273: 'layers.0.q' cannot be read like this: part 0 of [10, 2] has 10 along axis 0, but [12, 8] has 12")]
    [InlineData("layers.*.q : split(\"a.*\", 2, axis: 2)[0]", ": error MW0273: 'layers.0.q' cannot be read like this: [12, 8] has no axis 2")]
    [InlineData("layers.*.q : split(\"a.*\", 2, groups: 5, axis: 0)[0]", ": error MW0273: 'layers.0.q' cannot be read like this: 12 along axis 0 of [12, 8] does not fall into 5 groups")]
    [InlineData("layers.*.q : split(\"a.*\", 2, axes: 0)[0]", ": error MW0273: 'split' has no 'axes' here; did you mean 'axis'?")]
    [InlineData("layers.*.q : transpose(\"a.*\", 1)", ": error MW0273: 'transpose' takes one argument here, not 2")]
    [InlineData("layers.*.q : concat(\"a.*\")", ": error MW0273: 'concat' takes a list: concat([\"a\", \"b\"], axis: 0)")]
    [InlineData("layers.*.q : stack([\"a.*\", \"b.*\"])", ": error MW0273: 'layers.0.q' cannot be read like this: 2 tensors are stacked, but [12, 8] has 12 along axis 0")]
    [InlineData("layers.*.q : \"a.*.*\"", ": error MW0273: 'layers.0.q' cannot be read like this: 'a.*.*' has 2 stars, and the pattern 1")]
    [InlineData("layers.*.q : \"a\"", ": error MW0273: 'layers.0.q' cannot be read like this: 'a' has no star, so that every match of the pattern's 1 would be read from it")]
    [InlineData("layers.*.q : split(\"a.*\", [12, 4], axis: 0)[0] layers.*.k : split(\"a.*\", [13, 4], axis: 0)[1]", ": error MW0273: 'layers.0.k' cannot be read like this: 'a.0' would be [17, 8], but for 'layers.0.q' it is [16, 8]")]
    [InlineData("layers.*.q : split(\"a.*\", widht)[0]", ": error MW0101: unknown name 'widht'; did you mean 'width'?")]
    [InlineData("_ : transpose(\"a\")", ": error MW0273: the name of tensors that nothing reads stands here in quotes")]
    public void A_line_that_cannot_be_is_refused_once(string line, string expected)
    {
        var error = Bind.Errors(Net + "checkpoint {\n    " + line + "\n}").ShouldHaveSingleItem();
        error.ShouldStartWith("a.model(15,");
        error.ShouldEndWith(expected);
    }

    [Fact]
    public void A_pattern_is_for_any_model_of_the_file()
    {
        const string text = "model A() { input x : float[B]\n param a : float[1]\n output y : float[B] = x * a }\n"
            + "model C() { input x : float[B]\n param c : float[2]\n output y : float[B] = x * sum[i](c[i]) }\n"
            + "checkpoint { a : \"first\" c : \"second\" }";
        var result = ModelCompiler.Compile([new SourceText("a.model", text)], new CompileOptions());
        result.Diagnostics.ShouldBeEmpty();
        result.Models.Select(m => m.Checkpoints[0].Lines.Single().Pattern).ShouldBe(["a", "c"]);
        ModelCompiler.Compile([new SourceText("a.model", text)], new CompileOptions { Model = "A" }).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Two_blocks_of_one_name_are_refused() =>
        Bind.Errors("model A() { input x : float[B]\n output y : float[B] = x }\ncheckpoint a { }\nquantize a { }\ncheckpoint \"a\" { }\ncheckpoint { }\ncheckpoint { }")
            .ShouldBe(
            [
                "a.model(5,12): error MW0102: checkpoint 'a' is declared twice",
                "a.model(7,1): error MW0102: there is a 'checkpoint' without a name already; give one of them a name",
            ]);
}
