using Modelwright.Compiler.Emit.CSharp.Functions;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Shell;

/// <summary>Writes the session of a model with a streamed axis.</summary>
internal sealed class SessionWriter
{
    private const string Span = "global::System.ReadOnlySpan<int>";

    private readonly CSharpWriter _writer;
    private readonly PortPlan _ports;
    private readonly string _axis;
    private readonly IReadOnlyList<string> _sizes;

    // A state that grows with every step, or null.
    private readonly State? _history;

    private SessionWriter(CSharpWriter writer, PortPlan ports, string axis)
    {
        (_writer, _ports, _axis) = (writer, ports, axis);
        _sizes = ports.FixedDimensions.ToList();
        _history = ports.Model.Graph.AllStates().FirstOrDefault(state => state.Grows);
    }

    /// <summary>Writes the class and the method that makes one.</summary>
    public static void Write(CSharpWriter writer, PortPlan ports)
    {
        writer.Separate();
        if (ports.Model.Graph.StreamAxis is { } axis)
        {
            new SessionWriter(writer, ports, axis).Write();
            return;
        }

        writer.Line("/// <inheritdoc/>");
        writer.Line($"{Create} null;");
    }

    private const string Create = "global::Modelwright.IModelSession? global::Modelwright.IModel.CreateSession(int? maxLength, int batch) =>";

    private void Write()
    {
        _writer.Documentation("summary", $"Starts a session, which takes sequences piece by piece along {_axis}.");
        _writer.Documentation("param name=\"maxLength\"", _history is null
            ? "The most steps the session can take. Its memory does not depend on it."
            : "The most steps the session can take; decides the memory it reserves.");
        foreach (var symbol in _sizes)
            _writer.Documentation($"param name=\"{Size(symbol)}\"", $"The extent of {symbol}, the same in every piece.");
        var length = _history is null ? "int maxLength = int.MaxValue" : "int maxLength";
        _writer.Line($"public Session CreateSession({string.Join(", ", _sizes.Select(s => $"int {Size(s)} = 1").Prepend(length))}) => new({string.Join(", ", _sizes.Select(Size).Prepend("maxLength").Prepend("this"))});");
        _writer.Separate();
        _writer.Line("/// <inheritdoc/>");
        var given = _history is null
            ? "maxLength ?? int.MaxValue"
            : $"{PortPlan.Guard}.MaxLength(maxLength, {Literals.Quote(_ports.Model.Graph.Name)}, {Literals.Quote(_history.Path)})";
        _writer.Line(_sizes.All(s => s == _ports.Batch)
            ? $"{Create} CreateSession({string.Join(", ", _sizes.Select(_ => "batch").Prepend(given))});"
            : $"{Create} throw new global::System.NotSupportedException({Literals.Quote(Unsized)});");
        _writer.Separate();
        _writer.Documentation("summary", $"{_ports.Model.Graph.Name} in the middle of a sequence. Not safe to use from several threads at once.");
        _writer.Block("public sealed class Session : global::Modelwright.ModelSession", WriteMembers);
    }

    private void WriteMembers()
    {
        var states = _ports.Model.Main.States;
        _writer.Line($"private readonly {_ports.ClassName} _model;");
        if (!states.IsEmpty)
            _writer.Line($"private readonly {_ports.CodeNamespace}.{states.Name} _states;");
        foreach (var symbol in _sizes)
            _writer.Line($"private readonly int _{Field(symbol)};");
        _writer.Separate();
        var batch = _ports.Batch is { } b ? _ports.Dimension(b) : "1";
        _writer.Line($"internal Session({string.Join(", ", _sizes.Select(s => $"int {_ports.Dimension(s)}").Prepend("int maxLength").Prepend($"{_ports.ClassName} model"))})");
        _writer.Indented(() => _writer.Line($": base(model, {_ports.CodeNamespace}.Description.Sessions, maxLength, {batch})"));
        _writer.Line("{");
        _writer.Indented(() =>
        {
            foreach (var symbol in _sizes)
                _writer.Line($"{PortPlan.Guard}.Positive({Literals.Quote(symbol)}, {_ports.Dimension(symbol)});");
            _writer.Line("_model = model;");
            foreach (var symbol in _sizes)
                _writer.Line($"_{Field(symbol)} = {_ports.Dimension(symbol)};");
            if (!states.IsEmpty)
                _writer.Line($"_states = new({string.Join(", ", InstanceClassWriter.StateDimensions(_ports.Model.Main, _ports.Model).Prepend("\"\"").Prepend("Memory"))});");
        });
        _writer.Line("}");
        WritePrefill();
        WriteSpans();
        WriteAdvance();
        _writer.Separate();
        _writer.Documentation("summary", "An independent session at the same position: each goes its own way from here.");
        _writer.Block("public override Session Clone()", () =>
        {
            _writer.Line($"var clone = new Session({string.Join(", ", _sizes.Select(s => "_" + Field(s)).Prepend("MaxLength").Prepend("_model"))});");
            _writer.Line("clone.CopyFrom(this);");
            _writer.Line("return clone;");
        });
        ModelClassWriter.WriteRun(_writer, _ports, "Advance", [_axis], CheckSizes, _ports.Lengths);
    }

    private void WritePrefill()
    {
        var t = _ports.Dimension(_axis);
        var inputs = string.Join(", ", _ports.Inputs.Select(i => "in " + i.Variable));
        _writer.Separate();
        ModelClassWriter.Document(_writer, _ports, "Takes the next steps, any number at once.", _ports.Inputs);
        _writer.Documentation("returns", "The outputs for these steps.");
        _writer.Line($"public {_ports.ResultType} Prefill({_ports.TensorParameters}) => Prefill({inputs}, default);");
        _writer.Separate();
        ModelClassWriter.Document(_writer, _ports, "Takes steps of which each row takes its own number.", _ports.Inputs);
        DocumentLengths();
        _writer.Documentation("returns", "The outputs for these steps; 0 in those that a row does not take.");
        _writer.Block($"public {_ports.ResultType} Prefill({_ports.TensorParameters}, {Span} {_ports.Lengths})", () =>
        {
            foreach (var line in _ports.BindDimensions("Lengths"))
                _writer.Line(line);
            foreach (var line in CheckSizes.Concat(_ports.AllocateOutputs()))
                _writer.Line(line);
            var arguments = _ports.Inputs.Select(i => $"global::Modelwright.Kernels.Dense.Of({i.Variable})").Append(t).Concat(_ports.Outputs.Select(o => o.Variable)).Append(_ports.Lengths);
            _writer.Line($"Advance({string.Join(", ", arguments)});");
            _writer.Line(_ports.ReturnTensors());
        });
    }

    private void WriteSpans()
    {
        var all = _ports.Inputs.Concat(_ports.Outputs).ToList();
        var spans = string.Join(", ", _ports.InputSpans.Concat(_ports.OutputSpans));
        var (streamed, perStep) = StepsOf();
        var steps = $"{streamed.Variable}.Length / {DimText.Grouped(DimText.Write(perStep, s => "_" + Field(s)))}";
        foreach (var (method, summary, count) in new[]
        {
            ("Prefill", "Takes the next steps, any number at once. Allocates nothing once it has run at a size.", steps),
            ("Step", $"Takes one step: {_axis} is 1.", "1"),
        })
        {
            _writer.Separate();
            ModelClassWriter.Document(_writer, _ports, summary, all);
            _writer.Line($"public void {method}({spans}) => Advance({Arguments(count)}, default);");
            _writer.Separate();
            ModelClassWriter.Document(_writer, _ports, method == "Step" ? "Takes one step in some rows." : "Takes steps of which each row takes its own number.", all);
            DocumentLengths();
            _writer.Line($"public void {method}({spans}, {Span} {_ports.Lengths}) => Advance({Arguments(count)}, {_ports.Lengths});");
        }

        string Arguments(string count) =>
            string.Join(", ", _ports.Inputs.Select(i => i.Variable).Append(count).Concat(_ports.Outputs.Select(o => o.Variable)));
    }

    private void DocumentLengths() => _writer.Documentation(
        $"param name=\"{_ports.Lengths}\"",
        "For each row how many of the steps it takes, from the first; a row that takes 0 rests, and what it would read or give is left alone. Empty: all take all.");

    private void WriteAdvance()
    {
        var t = _ports.Dimension(_axis);
        var parameters = string.Join(", ", _ports.InputSpans.Append($"int {t}").Concat(_ports.OutputSpans).Append($"{Span} {_ports.Lengths}"));
        _writer.Separate();
        _writer.Block($"private void Advance({parameters})", () =>
        {
            foreach (var symbol in _sizes)
                _writer.Line($"var {_ports.Dimension(symbol)} = _{Field(symbol)};");
            _writer.Line($"{PortPlan.Guard}.Positive({Literals.Quote(_axis)}, {t});");
            foreach (var check in _ports.CheckRequirements(inSession: true).Concat(_ports.CheckLengths()))
                _writer.Line(check);
            _writer.Line($"Begin({t}, {_ports.Lengths});");
            _writer.Line("var worker = _model._workers.Rent();");
            _writer.Block("try", () =>
            {
                _writer.Block($"while (NextRows(out var {_ports.Rows}))", WriteRows);
                _writer.Line("Commit();");
            });
            _writer.Block("finally", () => _writer.Line("_model._workers.Return(worker);"));
        });
    }

    private void WriteRows()
    {
        var rows = _ports.Rows;
        var whole = _ports.CallMain("_model._weights", "_states", "worker", rows + ".Position");
        if (_ports.RowObstacle is not null)
        {
            _writer.Line(whole);
            return;
        }

        _writer.Block($"if ({rows}.AreAll)", () =>
        {
            _writer.Line(whole);
            _writer.Line("continue;");
        });
        _writer.Separate();
        foreach (var input in _ports.Inputs)
            _writer.Line($"var {_ports.Parts[input]} = {rows}.Take(worker, {input.Variable}, {Layout(input)});");
        foreach (var output in _ports.Outputs)
            _writer.Line($"var {_ports.Parts[output]} = {rows}.Room<{output.Element}>(worker, {Layout(output)});");
        _writer.Line(_ports.CallMain(
            "_model._weights", "_states", "worker", rows + ".Position",
            symbol => symbol == _ports.Batch ? rows + ".Count" : symbol == _axis ? rows + ".Steps" : _ports.Dimension(symbol), port => _ports.Parts[port]));
        foreach (var output in _ports.Outputs)
            _writer.Line($"{rows}.Put({_ports.Parts[output]}, {output.Variable}, {Layout(output)});");
        _writer.Line("worker.Reset();");
    }

    private string Layout(PortParameter port)
    {
        var shape = port.Port.Type.Shape;
        var places = new[] { _ports.Batch, _axis }.Select(symbol => shape.ToList().FindIndex(extent => extent.SymbolName == symbol && symbol is not null));
        return $"[{string.Join(", ", shape.Select(_ports.Extent))}], {string.Join(", ", places.Select(place => FormattableString.Invariant($"{place}")))}";
    }

    /// <summary>An input whose length tells the number of steps, and its elements in one step.</summary>
    private (PortParameter Input, Dim PerStep) StepsOf()
    {
        foreach (var input in _ports.Inputs)
        {
            if (input.Port.Type.Shape.Contains(Dim.Symbol(_axis)) && Dim.DivideExactly(input.Port.Type.Shape.Count, Dim.Symbol(_axis)) is { } perStep && !perStep.Mentions(_axis))
                return (input, perStep);
        }

        throw new GraphException($"no input has the streamed axis {_axis}");
    }

    private IEnumerable<string> CheckSizes => _sizes
        .Select(symbol => $"{PortPlan.Guard}.Batch({Literals.Quote(symbol)}, {_ports.Dimension(symbol)}, _{Field(symbol)});");

    private string Unsized =>
        $"a session of {_ports.Model.Graph.Name} needs the extents {string.Join(", ", _sizes)}; "
        + $"call CreateSession({string.Join(", ", _sizes.Select(Size).Prepend("maxLength"))}) of the class {_ports.ClassName}";

    private string Size(string symbol) => symbol == _ports.Batch ? "batch" : _ports.Dimension(symbol);

    private string Field(string symbol) => _ports.Dimension(symbol).TrimStart('@');
}
