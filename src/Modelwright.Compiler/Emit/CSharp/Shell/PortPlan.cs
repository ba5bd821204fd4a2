using Modelwright.Compiler.Emit.CSharp.Functions;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes.Streaming;

namespace Modelwright.Compiler.Emit.CSharp.Shell;

/// <summary>An input or output as a C# parameter.</summary>
/// <param name="Port">The port.</param>
/// <param name="Variable">The parameter.</param>
/// <param name="Element">The C# type of its elements.</param>
internal sealed record PortParameter(Port Port, string Variable, string Element)
{
    /// <summary>The name as a string literal.</summary>
    public string Label => Literals.Quote(Port.Name);

    /// <summary>What the parameter's documentation says: the shape, then the user's words.</summary>
    public string Documentation => Port.Type.Shape + (Port.Documentation is { } text ? ". " + text : ".");
}

/// <summary>The inputs, outputs and dimensions of a model as they appear in signatures.</summary>
internal sealed class PortPlan
{
    /// <summary>Names the parameters.</summary>
    public PortPlan(ModelPlan model)
    {
        Model = model;
        RowObstacle = model.Graph.StreamAxis is null ? null : RowCheck.Run(model.Graph);
        var names = new NameScope([.. ModelPlan.VariableNames, "steps", "model", .. model.Dimensions.Select(model.DimensionName)]);
        Inputs = model.Graph.Inputs.Select(Parameter).ToList();
        Outputs = model.Graph.Outputs.Select(Parameter).ToList();
        Lengths = names.Declare("lengths");
        Rows = names.Declare("rows");
        Parts = Inputs.Concat(Outputs).ToDictionary(p => p, p => names.Declare(Identifiers.Camel("part_" + p.Port.Name)));

        PortParameter Parameter(Port port) => new(port, names.Declare(Identifiers.Camel(port.Name)), port.Type.Element.CSharp());
    }

    /// <summary>The model.</summary>
    public ModelPlan Model { get; }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<PortParameter> Inputs { get; }

    /// <summary>The outputs.</summary>
    public IReadOnlyList<PortParameter> Outputs { get; }

    /// <summary>The parameter that says how many steps each row takes.</summary>
    public string Lengths { get; }

    /// <summary>The variable of rows that are computed together.</summary>
    public string Rows { get; }

    /// <summary>The variables of what such rows are given and give.</summary>
    public IReadOnlyDictionary<PortParameter, string> Parts { get; }

    /// <summary>Why the rows of a session's batch cannot be at positions of their own, or null where they can.</summary>
    public string? RowObstacle { get; }

    /// <summary>The class's name.</summary>
    public string ClassName => Identifiers.Escape(Model.Graph.Name);

    /// <summary>The namespace of the code behind.</summary>
    public string CodeNamespace => "global::" + CodeWriter.Namespace(Model.Graph);

    /// <summary>The type that <c>Forward</c> returns.</summary>
    public string ResultType => Outputs.Count == 1 ? TensorOf(Outputs[0]) : "Results";

    /// <summary>The dimension of a session that counts the sequences in it, or null.</summary>
    public string? Batch => StreamBatch.Of(Model.Graph);

    /// <summary>The dimensions of a session that are fixed when it is made, the batch first.</summary>
    public IEnumerable<string> FixedDimensions => Model.Dimensions.Where(s => s != Model.Graph.StreamAxis).OrderBy(s => s != Batch);

    /// <summary>The variable of a dimension.</summary>
    public string Dimension(string symbol) => Model.DimensionName(symbol);

    /// <summary>An extent as an <c>int</c>.</summary>
    public string Extent(Dim dim) => DimText.Write(dim, Dimension);

    /// <summary>A number of elements as a <c>long</c>, which does not overflow.</summary>
    public string Count(Dim dim) => DimText.Write(dim, symbol => "(long)" + Dimension(symbol));

    /// <summary>The BCL's tensor of a port.</summary>
    public static string TensorOf(PortParameter port) => $"global::System.Numerics.Tensors.Tensor<{port.Element}>";

    /// <summary>The inputs as tensors.</summary>
    public string TensorParameters => string.Join(", ", Inputs.Select(i => $"in global::System.Numerics.Tensors.ReadOnlyTensorSpan<{i.Element}> {i.Variable}"));

    /// <summary>The inputs as spans.</summary>
    public IEnumerable<string> InputSpans => Inputs.Select(i => $"global::System.ReadOnlySpan<{i.Element}> {i.Variable}");

    /// <summary>The outputs as spans.</summary>
    public IEnumerable<string> OutputSpans => Outputs.Select(o => $"global::System.Span<{o.Element}> {o.Variable}");

    /// <summary>Statements that check tensors' shapes and leave every dimension in its variable.</summary>
    /// <param name="lengths">The property of a tensor that has its extents.</param>
    public IEnumerable<string> BindDimensions(string lengths)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var later = new List<string>();
        foreach (var input in Inputs)
        {
            var shape = input.Port.Type.Shape;
            var declared = Literals.Quote(shape.ToString());
            yield return $"{Guard}.Rank({input.Label}, {input.Variable}.{lengths}, {shape.Rank}, {declared});";
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                if (shape[axis].SymbolName is { } symbol && known.Add(symbol))
                    yield return $"var {Dimension(symbol)} = {Guard}.Symbol({input.Label}, {input.Variable}.{lengths}, {axis}, {Literals.Quote(symbol)});";
                else
                    later.Add($"{Guard}.Extent({input.Label}, {input.Variable}.{lengths}, {axis}, {Count(shape[axis])}, {declared});");
            }
        }

        foreach (var check in later)
            yield return check;
    }

    /// <summary>Statements that check the lengths of spans.</summary>
    public IEnumerable<string> CheckLengths() => Inputs.Concat(Outputs)
        .Select(p => $"{Guard}.Length({p.Label}, {p.Variable}.Length, {Count(p.Port.Type.Shape.Count)});");

    /// <summary>Statements that check what the sizes of the inputs must be like.</summary>
    /// <param name="inSession">Whether the streamed axis is the steps of a call, of which the text requires nothing.</param>
    public IEnumerable<string> CheckRequirements(bool inSession) =>
        from requirement in Model.Graph.Requirements
        where !inSession || !requirement.Slack.Mentions(Model.Graph.StreamAxis!)
        let sizes = requirement.Slack.Symbols.Select(symbol => $"({Literals.Quote(symbol)}, {Dimension(symbol)})")
        select $"{Guard}.Requirement({Count(requirement.Slack)}, {Literals.Quote(requirement.Message)}, {string.Join(", ", sizes)});";

    /// <summary>Statements that make arrays for the outputs.</summary>
    public IEnumerable<string> AllocateOutputs() => Outputs
        .Select(o => $"var {o.Variable} = new {o.Element}[checked((int)({Count(o.Port.Type.Shape.Count)}))];");

    /// <summary>The outputs' arrays as tensors.</summary>
    public string ReturnTensors()
    {
        var tensors = Outputs.Select(o => $"global::System.Numerics.Tensors.Tensor.Create({o.Variable}, [{string.Join(", ", o.Port.Type.Shape.Select(Extent))}])").ToList();
        return tensors.Count == 1 ? $"return {tensors[0]};" : $"return new Results({string.Join(", ", tensors)});";
    }

    /// <summary>A statement that has workers run the model's entry.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="states">The states, or null.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="position">The steps taken before.</param>
    /// <param name="dimension">The expression for a dimension; by itself the variable.</param>
    /// <param name="ports">The expression for an input or output; by itself the parameter.</param>
    public string CallMain(
        string weights, string states, string worker, string position,
        Func<string, string>? dimension = null, Func<PortParameter, string>? ports = null)
    {
        var arguments = Model.Arguments(Model.Main, weights, states, worker, position, dimension: dimension).Skip(1)
            .Concat(Inputs.Concat(Outputs).Select(ports ?? (p => p.Variable)));
        return $"{worker}.Run(new {CodeNamespace}.{CallWriter.Name}({string.Join(", ", arguments)}));";
    }

    /// <summary>The checks of the runtime.</summary>
    public const string Guard = "global::Modelwright.Kernels.Guard";
}
