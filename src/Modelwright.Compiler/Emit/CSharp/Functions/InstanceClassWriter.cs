using System.Globalization;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes the classes that hold the weights and the states of a function's instance.</summary>
internal static class InstanceClassWriter
{
    /// <summary>Writes the weights of an instance: read once, when the model is made.</summary>
    public static void WriteWeights(CSharpWriter writer, FunctionPlan plan, ModelPlan model)
    {
        var weights = plan.Weights;
        if (weights.IsEmpty)
            return;
        writer.Separate();
        writer.Documentation("summary", $"The weights of one instance of {plan.Name}.");
        writer.Block($"internal sealed class {weights.Name}", () =>
        {
            foreach (var field in weights.Fields.Where(f => f.Product is null))
                writer.Line($"private readonly {field.Type.Element.CSharp()}[] _{Identifiers.Camel(field.Name)};");
            writer.Separate();
            writer.Block($"public {weights.Name}(WeightStore store, string prefix)", () =>
            {
                foreach (var field in weights.Fields.Where(f => f.Weight.Path is not null))
                    writer.Line(Read(field));
                var names = new NameScope(["store", "prefix", "i"]);
                foreach (var prepared in plan.Function.Nodes.Where(n => n.Operator is Prepare))
                    WritePrepared(writer, prepared, weights, model, names);
                foreach (var instance in weights.Instances)
                    WriteInstance(writer, instance, path => $"new {instance.Class}(store, {path})", Number);
            });
            foreach (var field in weights.Fields)
            {
                writer.Separate();
                writer.Documentation("summary", $"{field.Weight.Path ?? "prepared"} : {field.Type}");
                writer.Line(field.Product is null
                    ? $"public ReadOnlySpan<{field.Type.Element.CSharp()}> {field.Name} => _{Identifiers.Camel(field.Name)};"
                    : $"public PackedMatrix {field.Name} {{ get; }}");
            }

            WriteProperties(writer, weights.Instances);
        });
    }

    /// <summary>Writes the states of an instance.</summary>
    public static void WriteStates(CSharpWriter writer, FunctionPlan plan, ModelPlan model)
    {
        var states = plan.States;
        if (states.IsEmpty)
            return;
        writer.Separate();
        writer.Documentation("summary", $"What a session remembers for one instance of {plan.Name}.");
        writer.Block($"internal sealed class {states.Name}", () =>
        {
            var dimensions = StateDimensions(plan, model).ToList();
            writer.Block($"public {states.Name}(SessionStates states, string prefix{string.Concat(dimensions.Select(d => $", int {d}"))})", () =>
            {
                foreach (var field in states.Fields)
                    writer.Line($"{field.Name} = states.{field.Create}({string.Join(", ", field.State.Type.Shape.Select((extent, i) => i == field.State.Axis ? "0" : Size(extent)).Prepend(Made(field)))});");
                foreach (var instance in states.Instances)
                    WriteStates(writer, instance, path => $"new {instance.Class}({string.Join(", ", StateDimensions(model.Plans[instance.Callee], model).Prepend(path).Prepend("states"))})", Size);
            });
            foreach (var field in states.Fields)
            {
                writer.Separate();
                writer.Documentation("summary", $"{field.State.Path} : {field.State.Type}");
                writer.Line($"public {field.Class} {field.Name} {{ get; }}");
            }

            WriteProperties(writer, states.Instances);
        });

        static string Made(StateField field) =>
            $"prefix + {Literals.Quote(field.State.Path)}{(field.State.Kept is { } kept ? FormattableString.Invariant($", {kept}") : "")}{(field.State.Axis is { } axis ? FormattableString.Invariant($", {axis}") : "")}";

        string Size(Dim dim) => dim.IsConstant ? DimText.Write(dim, model.DimensionName) : $"checked({DimText.Write(dim, model.DimensionName)})";
    }

    /// <summary>The dimensions on which the size of a function's states depends; the streamed one is the capacity.</summary>
    public static IEnumerable<string> StateDimensions(FunctionPlan plan, ModelPlan model) =>
        plan.Dimensions.Where(s => s != model.Graph.StreamAxis).Select(model.DimensionName);

    private static string Read(WeightField field)
    {
        if (field.Weight.Source is LoadStack stack)
            return $"{field.Name} = store.Matrix([{string.Join(", ", stack.Parts.Select((part, i) => FormattableString.Invariant($"(prefix + {Literals.Quote(part.Path)}, {stack.Rows(i)})")))}], {Count(field.Product!.Inputs)});";
        var path = $"prefix + {Literals.Quote(field.Weight.Path!)}";
        if (field.Product is not { } product)
            return $"_{Identifiers.Camel(field.Name)} = store.Values<{field.Type.Element.CSharp()}>({path});";
        if (product.IsPlain(field.Type))
            return $"{field.Name} = store.Matrix({path}, {Count(product.Outputs)}, {Count(product.Inputs)});";
        return $"{field.Name} = store.Matrix({path}, {Number(product.Start)}, [{Axes(product.Outputs)}], [{Axes(product.Inputs)}]);";
    }

    /// <summary>Runs what prepares the instance, then keeps each result in the forms in which it is read.</summary>
    private static void WritePrepared(CSharpWriter writer, Node prepared, InstanceClass<WeightField> weights, ModelPlan model, NameScope names)
    {
        var operation = (Prepare)prepared.Operator;
        var callee = model.Plans[operation.Callee];
        var results = prepared.Results.Select(result => names.Declare(Identifiers.Camel(ValueNames.Of(result)))).ToList();
        foreach (var (result, name) in prepared.Results.Zip(results, (result, name) => (result, name)))
            writer.Line($"var {name} = new {result.Type.Element.CSharp()}[{Number(result.Shape.Count)}];");
        var arguments = model.Arguments(callee, $"new {callee.Weights.Name}(store, {Prefix(operation.Path)})", "null", "new Worker()", "0");
        writer.Line($"Functions.{callee.Name}({string.Join(", ", arguments.Concat(results))});");
        foreach (var field in weights.Fields.Where(f => f.Weight.Source.Equals(operation)))
            writer.Line(Keep(field, results[field.Weight.Result]));
    }

    private static string Keep(WeightField field, string values)
    {
        if (field.Product is not { } product)
            return $"_{Identifiers.Camel(field.Name)} = {values};";
        if (product.IsPlain(field.Type))
            return $"{field.Name} = new PackedMatrix({values}, {Count(product.Outputs)}, {Count(product.Inputs)});";
        return $"{field.Name} = WeightStore.Matrix({values}, {Number(product.Start)}, [{Axes(product.Outputs)}], [{Axes(product.Inputs)}]);";
    }

    private static string Prefix(string path) => path.Length == 0 ? "prefix" : $"prefix + {Literals.Quote(path + ".")}";

    private static string Count(IEnumerable<(Dim Extent, Dim Stride)> axes) => Number(axes.Aggregate(Dim.One, (count, axis) => count * axis.Extent));

    private static string Axes(IEnumerable<(Dim Extent, Dim Stride)> axes) =>
        string.Join(", ", axes.Select(axis => $"({Number(axis.Extent)}, {Number(axis.Stride)})"));

    private static string Number(Dim dim) => dim.Value!.Value.ToString(CultureInfo.InvariantCulture);

    private static void WriteInstance(CSharpWriter writer, InstanceField instance, Func<string, string> create, Func<Dim, string> size)
    {
        if (instance.Count is not { } count)
        {
            writer.Line($"{instance.Name} = {create(Prefix(instance.Path))};");
            return;
        }

        var number = instance.First is null or 0 ? "i" : FormattableString.Invariant($"({instance.First} + i)");
        writer.Line($"{instance.Name} = new {instance.Class}[{size(count)}];");
        writer.Line($"for (var i = 0; i < {instance.Name}.Length; i++)");
        writer.Indented(() => writer.Line($"{instance.Name}[i] = {create($"prefix + {Literals.Quote(instance.Path + ".")} + {number} + \".\"")};"));
    }

    // What a scan calls has states for each of its indices: parts of one state, under one path.
    private static void WriteStates(CSharpWriter writer, InstanceField instance, Func<string, string> create, Func<Dim, string> size)
    {
        if (instance.Count is not { } count || instance.First is not null)
        {
            WriteInstance(writer, instance, create, size);
            return;
        }

        writer.Line($"{instance.Name} = new {instance.Class}[{size(count)}];");
        writer.Line($"states.Enter({instance.Name}.Length);");
        writer.Line($"for (var i = 0; i < {instance.Name}.Length; i++)");
        writer.Indented(() => writer.Line($"{instance.Name}[i] = {create(Prefix(instance.Path))};"));
        writer.Line("states.Leave();");
    }

    private static void WriteProperties(CSharpWriter writer, IReadOnlyList<InstanceField> instances)
    {
        foreach (var instance in instances)
        {
            writer.Separate();
            writer.Documentation("summary", instance.Path + (instance.First is null ? "" : ".*"));
            writer.Line($"public {instance.Class}{(instance.Count is null ? "" : "[]")} {instance.Name} {{ get; }}");
        }
    }
}
