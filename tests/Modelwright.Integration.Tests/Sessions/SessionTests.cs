using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;

namespace Modelwright.Integration.Tests.Sessions;

/// <summary>What users do with a session besides stepping: its states, saving, forking, limits, rows.</summary>
public sealed class SessionTests : IDisposable
{
    private const string Growing = """
        model Growing() {
            input x : float[B, T, 4]
            stream T
            let seen[b, t, c] = sum[s | s <= t](x[b, s, c] * x[b, t, 0])
            let total[b, t, c] = cumsum[t](x[b, t, c])
            output y : float[B, T, 4] = [b, t, c] => seen[b, t, c] + total[b, t, c] + x[b, t - 2, c]
        }
        """;

    private const string Staying = """
        model Staying() {
            input x : float[B, T, 4]
            stream T
            output y : float[B, T, 4] = [b, t, c] => cumsum[t](x[b, t, c]) + x[b, t - 1, c] + t
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelwright-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void States_are_listed_and_read_under_their_paths()
    {
        var session = Compile(Growing).CreateSession(9, 2)!;
        session.States.Select(state => state.ToString()).ShouldBe(["x : float[2, T, 4]", "x_2 : float[2, 4]", "x_3 : float[2, 2, 4]"]);
        session.GetState("x").ToString().ShouldBe("float[2, 0, 4]");
        Run(session, 3);
        var history = session.GetState("x");
        history.ToString().ShouldBe("float[2, 3, 4]");
        history.As<float>().ToArray().ShouldBe(Steps(0, 3, 2)["x"].As<float>().ToArray());
        history.As<float>().Clear(); // a copy
        session.GetState("x").As<float>().ToArray().ShouldBe(Steps(0, 3, 2)["x"].As<float>().ToArray());
        Should.Throw<KeyNotFoundException>(() => session.GetState("y")).Message.ShouldStartWith("a session of Growing has no state 'y'; it has x : float[2, T, 4]");
    }

    [Fact]
    public void Steps_beyond_the_length_change_nothing()
    {
        var session = Compile(Growing).CreateSession(5, 2)!;
        Run(session, 3);
        var before = Streaming.States(session);
        Should.Throw<InvalidOperationException>(() => session.Run(Steps(3, 3, 2))).Message.ShouldBe("the session is at step 3 of at most 5: 3 more do not fit");
        session.Position.ShouldBe(3);
        Same(session, before);
        var (_, y) = (Run(session, 2), new float[8]);
        Array.Fill(y, 7);
        var step = new TypedStep(session, Steps(5, 1, 2), new Dictionary<string, TensorData> { ["y"] = TensorData.Of(y, 2, 1, 4) });
        Should.Throw<InvalidOperationException>(() => step.Run(session)).Message.ShouldBe("the session is at step 5 of at most 5: 1 more do not fit");
        y.ShouldAllBe(number => number == 7);
    }

    [Fact]
    public void Rows_that_cannot_go_on_keep_the_others_from_it()
    {
        var session = Compile(Growing).CreateSession(5, 2)!;
        session.Run(Steps(0, 4, 2), [4, 1]);
        Should.Throw<InvalidOperationException>(() => session.Run(Steps(0, 2, 2))).Message.ShouldBe("row 0 of the session is at step 4 of at most 5: 2 more do not fit");
        session.Positions.ToArray().ShouldBe([4, 1]);
        session.Run(Steps(0, 4, 2), [1, 4]);
        session.Positions.ToArray().ShouldBe([5, 5]);
    }

    [Fact]
    public void A_model_whose_states_keep_their_size_needs_no_length()
    {
        var model = Compile(Staying);
        var session = model.CreateSession()!;
        session.MaxLength.ShouldBe(int.MaxValue);
        Run(session, 5);
        model.CreateSession(3)!.MaxLength.ShouldBe(3);
        Should.Throw<ArgumentException>(() => Compile(Growing).CreateSession()).Message.ShouldStartWith(
            "a session of Growing keeps every step of 'x': say as maxLength how many there can be");
        Should.Throw<ArgumentException>(() => model.CreateSession(0)).Message.ShouldBe("axis T is 0");
    }

    [Fact]
    public void A_saved_session_fits_a_longer_one_of_the_same_model()
    {
        var path = Path.Combine(_folder.FullName, "state.safetensors");
        var model = Compile(Growing);
        var session = model.CreateSession(6, 2)!;
        session.Run(Steps(0, 4, 2), [4, 1]);
        session.Save(path);
        Directory.GetFiles(_folder.FullName).ShouldBe([path]);
        using (var file = new SafetensorsReader(path))
        {
            file.Entries.Select(entry => entry.ToString()).ShouldContain("x : F32[2, 4, 4]");
            file.Metadata["model"].ShouldBe("Growing");
            file.Metadata["position"].ShouldBe("4,1");
            file.Metadata["batch"].ShouldBe("2");
        }

        var longer = model.CreateSession(60, 2)!;
        longer.Load(path);
        longer.Positions.ToArray().ShouldBe([4, 1]);
        Same(longer, Streaming.States(session));
        longer.Run(Steps(1, 2, 2))["y"].As<float>().ToArray().ShouldBe(session.Run(Steps(1, 2, 2))["y"].As<float>().ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_leaves_the_session_as_it_was()
    {
        var path = Path.Combine(_folder.FullName, "state.safetensors");
        var model = Compile(Growing);
        var saved = model.CreateSession(6)!;
        Run(saved, 4);
        saved.Save(path);

        var session = model.CreateSession(6)!;
        Run(session, 2);
        var before = Streaming.States(session);
        Refused<SessionMismatchException>(Compile(Staying).CreateSession()!, path, "this is a session of the model Growing, not of Staying");
        Refused<SessionMismatchException>(Compile(Growing.Replace("t - 2", "t - 3")).CreateSession(6)!, path, "this is a session of another version of Growing");
        Refused<SessionMismatchException>(model.CreateSession(6, 2)!, path, "this session has a batch of 1, not of 2");
        Refused<SessionMismatchException>(model.CreateSession(3)!, path, "this session is at step 4, but the one that loads it takes at most 3");

        var bytes = File.ReadAllBytes(path);
        Write("truncated.safetensors", bytes[..^4]);
        Refused<SafetensorsException>(session, _path, "it is truncated or its header is wrong");
        foreach (var cut in new[] { 0, 7, 8, 40, bytes.Length - 1 })
        {
            using var stream = new MemoryStream(bytes[..cut]);
            Should.Throw<SafetensorsException>(() => session.Load(stream));
        }

        Change(tensors => tensors.Remove("x_2"), "missing: x_2 : F32[1, 4]");
        Change(tensors => tensors["z"] = TensorData.Of([1f], 1), "unexpected: z : F32[1]");
        Change(tensors => tensors["x"] = TensorData.Of(new float[12], 1, 3, 4), "expected x : F32[1, 4, 4], but the file has x : F32[1, 3, 4]");
        Change(tensors => tensors["x"] = TensorData.Of(new int[16], 1, 4, 4), "expected x : F32[1, 4, 4], but the file has x : I32[1, 4, 4]");
        SafetensorsWriter.Write(path, new Dictionary<string, TensorData>());
        Refused<SessionMismatchException>(session, path, "this is not a saved session");
        Should.Throw<FileNotFoundException>(() => session.Load(path + ".none"));
        session.Position.ShouldBe(2);
        Same(session, before);

        void Change(Action<Dictionary<string, TensorData>> change, string problem)
        {
            Write("changed.safetensors", bytes);
            using var file = new SafetensorsReader(_path);
            var tensors = file.Entries.ToDictionary(entry => entry.Name, entry => file.Read(entry.Name));
            change(tensors);
            SafetensorsWriter.Write(path + ".changed", tensors, file.Metadata);
            Refused<SessionMismatchException>(session, path + ".changed", problem);
        }
    }

    [Fact]
    public void A_model_that_mixes_rows_says_where()
    {
        var model = Compile("""
            model Mixed() {
                input x : float[B, T, 4]
                stream T
                output y : float[B, T, 4] = [b, t, c] => cumsum[t](x[b, t, c]) - mean[a](x[a, t, c])
            }
            """);
        var session = model.CreateSession(8, 2)!;
        Run(session, 2);
        Run(session.Clone(), 3);
        Should.Throw<NotSupportedException>(() => session.Run(Steps(2, 2, 2), [1, 2])).Message.ShouldStartWith(
            "the rows of a batch of Mixed cannot be at positions of their own: the reduce at test.model(4,70) mixes B");
        Should.Throw<NotSupportedException>(() => session.Reset(1));
        session.Positions.ToArray().ShouldBe([2, 2]);
        session.Run(Steps(2, 2, 2), [2, 2]);
    }

    [Fact]
    public void Lengths_fit_the_batch()
    {
        var session = Compile(Growing).CreateSession(5, 2)!;
        Should.Throw<ArgumentException>(() => session.Run(Steps(0, 2, 2), [1])).Message.ShouldStartWith("there are 1 lengths, but the batch has 2");
        Should.Throw<ArgumentException>(() => session.Run(Steps(0, 2, 2), [1, 3])).Message.ShouldStartWith("a row cannot take 3 of 2 steps");
        Should.Throw<ArgumentException>(() => session.Run(Steps(0, 2, 2), [-1, 1])).Message.ShouldStartWith("a row cannot take -1 of 2 steps");
        Should.Throw<ArgumentOutOfRangeException>(() => session.Reset(2));
        session.Run(Steps(0, 2, 2), [0, 0])["y"].As<float>().ToArray().ShouldAllBe(number => number == 0);
        session.Positions.ToArray().ShouldBe([0, 0]);
    }

    [Fact]
    public void A_call_that_fails_in_one_row_changes_none()
    {
        var model = Compile("""
            model Looked() {
                input k : int64[B, T]
                stream T
                param table : float[4, 2] = normal(1)
                output y : float[B, T, 2] = [b, t, c] => cumsum[t](table[k[b, t], c])
            }
            """);
        var (session, other) = (model.CreateSession(9, 3)!, model.CreateSession(9, 3)!);
        foreach (var s in new[] { session, other })
            s.Run(new Dictionary<string, TensorData> { ["k"] = TensorData.Of(new long[] { 1, 2, 2, 3, 1, 1 }, 3, 2) }, [2, 1, 2]);
        Should.Throw<IndexOutOfRangeException>(() => session.Run(new Dictionary<string, TensorData> { ["k"] = TensorData.Of(new long[] { 1, 2, 9 }, 3, 1) }));
        session.Positions.ToArray().ShouldBe([2, 1, 2]);
        Same(session, Streaming.States(other));
        var next = new Dictionary<string, TensorData> { ["k"] = TensorData.Of(new long[] { 3, 2, 0 }, 3, 1) };
        session.Run(next)["y"].As<float>().ToArray().ShouldBe(other.Run(next)["y"].As<float>().ToArray());
    }

    private string _path = "";

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(_path = Path.Combine(_folder.FullName, name), bytes);

    private static void Refused<TException>(IModelSession session, string path, string problem)
        where TException : Exception
    {
        var message = Should.Throw<TException>(() => session.Load(path)).Message;
        message.ShouldStartWith(path + ": ");
        message.ShouldEndWith(problem);
    }

    private static IReadOnlyDictionary<string, TensorData> Run(IModelSession session, int steps) =>
        session.Run(Steps(session.Position, steps, session.Positions.Length));

    private static void Same(IModelSession session, IReadOnlyDictionary<string, TensorData> states)
    {
        foreach (var (path, values) in states)
            session.GetState(path).Bytes.ToArray().ShouldBe(values.Bytes.ToArray(), path);
    }

    /// <summary>x[b, t, c] of some steps: different numbers everywhere.</summary>
    private static Dictionary<string, TensorData> Steps(int start, int steps, int batch)
    {
        var x = new float[batch * steps * 4];
        for (var i = 0; i < x.Length; i++)
            x[i] = MathF.Sin((i / (steps * 4) * 100) + ((start + (i / 4 % steps)) * 4) + (i % 4));
        return new() { ["x"] = TensorData.Of(x, batch, steps, 4) };
    }

    private static IModel Compile(string text) => DynamicModel.Compile([new SourceText("test.model", text)]).Initialize(1);
}
