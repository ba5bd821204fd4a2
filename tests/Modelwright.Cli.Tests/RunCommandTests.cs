namespace Modelwright.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("native")]
    [InlineData("reference")]
    [InlineData("onnx")]
    public async Task Runs_a_model_on_a_file_of_inputs(string backend)
    {
        var outcome = await Scale("--weights", Weights([1, 10, 100]), "--inputs", Inputs([1, 2, 3, 4, 5, 6], 2, 3), "--backend", backend);

        outcome.ShouldBe(new Outcome(0, "", ""));
        Output("y").ShouldBe([2, 40, 600, 8, 100, 1200]);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("reference")]
    [InlineData("onnx")]
    public async Task Reads_weights_as_a_checkpoint_says(string backend)
    {
        var file = _folder.Write("scale.model", Models.Scale + "\ncheckpoint theirs { gain : split(\"fused\", [1, size], axis: 0)[1] _ : \"old.*\" }\ncheckpoint { gain : reshape(\"theirs\") }");
        SafetensorsWriter.Write(_folder["theirs.safetensors"], new Dictionary<string, TensorData> { ["theirs"] = TensorData.Of([1f, 10, 100], 1, 3) });

        var outcome = await Run(file, "--weights", _folder["theirs.safetensors"], "--inputs", Inputs([1, 2, 3], 1, 3), "--backend", backend);

        outcome.ShouldBe(new Outcome(0, "", ""));
        Output("y").ShouldBe([2, 40, 600]);
        (await Run(file, "--weights", _folder["theirs.safetensors"], "--checkpoint", "theirs", "--inputs", Inputs([1, 2, 3], 1, 3), "--backend", backend))
            .Error.ShouldContain("\n  missing: gain : float[3] is read from 'fused'\n  unexpected: theirs : F32[1, 3]");
        ShouldFail(
            await Run(file, "--weights", _folder["theirs.safetensors"], "--checkpoint", "thiers", "--inputs", Inputs([1, 2, 3], 1, 3)),
            "Scale has no checkpoint 'thiers': it has 'theirs'; did you mean 'theirs'?");
    }

    [Theory]
    [InlineData(1, "native")]
    [InlineData(2, "native")]
    [InlineData(100, "native")]
    [InlineData(1, "onnx")]
    [InlineData(2, "onnx")]
    public async Task Feeds_a_session_in_chunks(int steps, string backend)
    {
        var file = _folder.Write("mean.model", Models.Mean);

        var outcome = await Run(file, "--inputs", Inputs([4, 8, 0, 8, 0, 0, 3, 1, 7, 9], 2, 5), "--chunks", $"{steps}", "--backend", backend);

        outcome.ShouldBe(new Outcome(0, "", ""));
        Output("y").ShouldBe([4, 6, 4, 5, 4, 0, 1.5f, 4f / 3, 2.75f, 4], tolerance: 1e-6);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Takes_a_number_of_threads(string threads)
    {
        var outcome = await Scale("--weights", Weights([1, 10, 100]), "--inputs", Inputs([1, 2, 3], 1, 3), "--threads", threads);

        outcome.ShouldBe(new Outcome(0, "", ""));
        Output("y").ShouldBe([2, 40, 600]);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("onnx")]
    public async Task Threads_are_the_native_backends(string backend) =>
        ShouldFail(
            await Scale("--weights", Weights([1, 1, 1]), "--inputs", Inputs([1, 2, 3], 1, 3), "--threads", "2", "--backend", backend),
            $"--threads takes the backend native, not {backend}");

    [Theory]
    [InlineData("native")]
    [InlineData("onnx")]
    public async Task Cannot_cut_what_has_no_time_axis(string backend) =>
        ShouldFail(
            await Scale("--weights", Weights([1, 1, 1]), "--inputs", Inputs([1, 2, 3], 1, 3), "--chunks", "1", "--backend", backend),
            "Scale has no 'stream' axis to cut into chunks");

    [Fact]
    public async Task Cannot_cut_what_other_inputs_have_to_size()
    {
        var file = _folder.Write("prompted.model", """
            model Prompted {
                input prompt : float[P]
                input x : float[B, T]
                stream T
                output y : float[B, T] = [b, t] => x[b, t] + sum[p](prompt[p])
            }
            """);

        SafetensorsWriter.Write(_folder["inputs"], new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f, 2], 1, 2), ["prompt"] = TensorData.Of([3f], 1) });

        ShouldFail(
            await Run(file, "--inputs", _folder["inputs"], "--chunks", "1"),
            "Prompted cannot run in chunks: a session would have to know P beforehand, not only T and the batch");
    }

    [Fact]
    public async Task Needs_states_for_chunks() =>
        ShouldFail(
            await Scale("--inputs", Inputs([1, 2, 3], 1, 3), "--chunks", "1", "--backend", "reference"),
            "--chunks takes a backend that keeps states from chunk to chunk, native or onnx; reference has none");

    [Fact]
    public async Task Replaces_constants()
    {
        var outcome = await Scale(
            "--set", "size=2", "--set", "factor=-0.5", "--weights", Weights([1, 2]), "--inputs", Inputs([4, 8], 1, 2), "--backend", "reference");

        outcome.ShouldBe(new Outcome(0, "", ""));
        Output("y").ShouldBe([-2, -8]);
    }

    [Fact]
    public async Task Needs_no_weights_where_there_are_no_parameters()
    {
        var file = _folder.Write("two.model", Models.Two);

        var outcome = await Run(file, "--model", "Minus", "--inputs", Inputs([1, 5], 2), "--backend", "reference");

        outcome.ShouldBe(new Outcome(0, "", ""));
        Output("y").ShouldBe([0, 4]);
    }

    [Fact]
    public async Task Reads_integers_of_another_width()
    {
        var file = _folder.Write("ids.model", """
            model Ids { input ids : int64[B]
                        param table : float[3] = 0
                        output y : float[B] = table[ids] }
            """);
        SafetensorsWriter.Write(_folder["in"], new Dictionary<string, TensorData> { ["ids"] = TensorData.Of([2, 0], 2) });
        SafetensorsWriter.Write(_folder["w"], new Dictionary<string, TensorData> { ["table"] = TensorData.Of([5f, 6f, 7f], 3) });

        await Run(file, "--weights", _folder["w"], "--inputs", _folder["in"], "--backend", "reference");

        Output("y").ShouldBe([7, 5]);
    }

    [Fact]
    public async Task Asks_for_a_choice_between_several_models()
    {
        var file = _folder.Write("two.model", Models.Two);

        ShouldFail(await Run(file, "--inputs", Inputs([1], 1)), "./two.model declares the models Plus, Minus: choose one with --model");
    }

    [Fact]
    public async Task Refuses_an_unknown_model()
    {
        var file = _folder.Write("two.model", Models.Two);

        var outcome = await Run(file, "--model", "Plas", "--inputs", Inputs([1], 1));

        outcome.ShouldBe(new Outcome(1, "", "./two.model(1,1): error MW0107: no model is called 'Plas': there is Plus, Minus; did you mean 'Plus'?\n"));
    }

    [Fact]
    public async Task Refuses_a_file_without_models()
    {
        var file = _folder.Write("ops.model", "op twice(x: float[B]) -> float[B] { return 2 * x }");

        ShouldFail(await Run(file, "--inputs", Inputs([1], 1)), "./ops.model declares no model");
    }

    [Fact]
    public async Task Reports_errors_of_the_model_on_the_error_stream()
    {
        var file = _folder.Write("bad.model", "model Bad { output y : float[] = z }");

        (await Run(file, "--inputs", Inputs([1], 1)))
            .ShouldBe(new Outcome(1, "", """
                ./bad.model(1,34): error MW0101: unknown name 'z'
                 1 | model Bad { output y : float[] = z }
                   |                                  ^

                """));
    }

    [Theory]
    [InlineData("sise=4", "./scale.model(1,7): error MW0106: model Scale has no constant 'sise'; did you mean 'size'?")]
    [InlineData("size=many", "./scale.model(1,13): error MW0106: 'many' does not fit constant 'size', which is an int")]
    [InlineData("size", "error: --set takes name=value, not 'size'")]
    [InlineData("=4", "error: --set takes name=value, not '=4'")]
    public async Task Refuses_constants_that_do_not_fit(string constant, string message)
    {
        var outcome = await Scale("--set", constant, "--inputs", Inputs([1], 1));

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldBe("");
        outcome.Error.ShouldStartWith(message + "\n");
    }

    [Fact]
    public async Task Refuses_a_constant_given_twice() =>
        ShouldFail(await Scale("--set", "size=4", "--set", "size=5", "--inputs", Inputs([1], 1)), "--set gives 'size' twice");

    [Fact]
    public async Task Refuses_an_unknown_backend() =>
        ShouldFail(await Scale("--backend", "gpu", "--inputs", Inputs([1], 1)), "--backend takes native, reference, onnx, not 'gpu'");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("three")]
    public async Task Refuses_chunks_of_no_size(string chunks) =>
        ShouldFail(await Scale("--chunks", chunks, "--inputs", Inputs([1], 1)), $"--chunks takes a whole number above 0, not '{chunks}'");

    [Fact]
    public async Task Asks_for_the_weights_of_a_model_that_has_parameters() =>
        ShouldFail(await Scale("--inputs", Inputs([1, 2, 3], 1, 3)), "Scale has parameters: give their file with --weights");

    [Fact]
    public async Task Refuses_weights_that_are_missing() =>
        ShouldFail(
            await Scale("--weights", _folder["none"], "--inputs", Inputs([1, 2, 3], 1, 3)), "there is no file './none'");

    [Fact]
    public async Task Lists_every_mismatch_of_the_weights()
    {
        SafetensorsWriter.Write(_folder["w"], new Dictionary<string, TensorData>
        {
            ["gian"] = TensorData.Of([1f, 2f, 3f], 3), ["other"] = TensorData.Of([1L], 1),
        });

        ShouldFail(await Scale("--weights", _folder["w"], "--inputs", Inputs([1, 2, 3], 1, 3)), """
            ./w does not fit the model:
              missing: gain : float[3] (did you mean gian : F32[3]?)
              unexpected: gian : F32[3]
              unexpected: other : I64[1]
            """);
    }

    [Fact]
    public async Task Refuses_a_truncated_file_of_weights()
    {
        var weights = Weights([1, 2, 3]);
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^2]);

        ShouldFail(
            await Scale("--weights", weights, "--inputs", Inputs([1, 2, 3], 1, 3)),
            "./weights: tensor 'gain' ends at byte 12 of the data, but the file has 10; it is truncated or its header is wrong");
    }

    [Fact]
    public async Task Lists_every_mismatch_of_the_inputs()
    {
        var file = _folder.Write("pair.model", """
            model Pair { input x : float[B, 3]
                         input y : float[B, N]
                         input z : float[B]
                         input i : int64[B]
                         output w : float[B, 3] = x
                         output a : float[B, N] = y
                         output b : float[B] = z
                         output c : int64[B] = i }
            """);
        SafetensorsWriter.Write(_folder["in"], new Dictionary<string, TensorData>
        {
            ["x"] = TensorData.Of([1f, 2f], 1, 2), ["y"] = TensorData.Of([1f, 2f], 2, 1), ["i"] = TensorData.Of([1f], 1), ["k"] = TensorData.Of([1f], 1),
        });

        ShouldFail(await Run(file, "--inputs", _folder["in"]), """
            ./in does not fit the model's inputs:
              wrong shape: x : float[B, 3], but the file has [1, 2]
              wrong shape: y : float[B, N] has B = 2, but 'x' has B = 1
              missing: z : float[B]
              wrong type: i : int64[B], but the file has F32
              unexpected: k : F32[1]
            """);
    }

    [Theory]
    [InlineData("native", "ids has the index 3, but table has 3 rows")]
    [InlineData("reference", "gather: the index 3 is outside 0..3")]
    public async Task Refuses_an_index_outside_its_axis(string backend, string message)
    {
        var file = _folder.Write("ids.model", """
            model Ids { input ids : int64[B]
                        param table : float[3] = 0
                        output y : float[B] = table[ids] }
            """);
        SafetensorsWriter.Write(_folder["in"], new Dictionary<string, TensorData> { ["ids"] = TensorData.Of([3L], 1) });
        SafetensorsWriter.Write(_folder["w"], new Dictionary<string, TensorData> { ["table"] = TensorData.Of([5f, 6f, 7f], 3) });

        ShouldFail(await Run(file, "--weights", _folder["w"], "--inputs", _folder["in"], "--backend", backend), message);
    }

    [Fact]
    public async Task Leaves_old_outputs_alone_when_it_fails()
    {
        await Scale("--weights", Weights([1, 1, 1]), "--inputs", Inputs([1, 2, 3], 1, 3), "--backend", "reference");

        await Scale("--weights", Weights([1]), "--inputs", Inputs([1, 2, 3], 1, 3), "--backend", "reference");

        Output("y").ShouldBe([2, 4, 6]);
    }

    [Fact]
    public async Task Says_where_outputs_cannot_go()
    {
        var file = _folder.Write("scale.model", Models.Scale);

        ShouldFail(
            await Cli.RunAsync(
                _folder, "run", file, "--weights", Weights([1, 1, 1]), "--inputs", Inputs([1, 2, 3], 1, 3),
                "--outputs", _folder["no/such/folder/out"], "--backend", "reference"),
            "there is no folder for './no/such/folder/out'");
    }

    private static void ShouldFail(Outcome outcome, string message) =>
        outcome.ShouldBe(new Outcome(1, "", $"error: {message.ReplaceLineEndings("\n")}\n"));

    private Task<Outcome> Scale(params string[] options) => Run(_folder.Write("scale.model", Models.Scale), options);

    private Task<Outcome> Run(string file, params string[] options) =>
        Cli.RunAsync(_folder, ["run", file, .. options, "--outputs", _folder["out"]]);

    private string Weights(float[] gain)
    {
        SafetensorsWriter.Write(_folder["weights"], new Dictionary<string, TensorData> { ["gain"] = TensorData.Of(gain, gain.Length) });
        return _folder["weights"];
    }

    private string Inputs(float[] x, params int[] shape)
    {
        SafetensorsWriter.Write(_folder["inputs"], new Dictionary<string, TensorData> { ["x"] = TensorData.Of(x, shape) });
        return _folder["inputs"];
    }

    private float[] Output(string name)
    {
        using var file = new SafetensorsReader(_folder["out"]);
        return file.Read(name).As<float>().ToArray();
    }
}
