using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using static Modelwright.Compiler.Tests.Operators.Sample;

namespace Modelwright.Compiler.Tests.Operators;

/// <summary>Small functions for tests.</summary>
internal static class Functions
{
    /// <summary>float[2] times the instance's <c>w</c>.</summary>
    public static Function Scale { get; } = Make("Scale", ["float[2]"], x => [new Node(new Mul(), [x[0], Parameter("w", "float[2]")]).Result]);

    /// <summary>Twice the instance's <c>w</c>.</summary>
    public static Function Twice { get; } = Make("Twice", [], _ => [Apply(new Add(), Parameter("w", "float[2]"), Parameter("w", "float[2]"))]);

    /// <summary>Chosen rows float[rows, 2] times the instance's <c>w</c>.</summary>
    public static Function ScaleRows { get; } = Make("ScaleRows", ["float[rows, 2]"], x => [new Node(new Mul(), [x[0], Parameter("w", "float[2]")]).Result]);

    /// <summary>A step from float[2] to that times the instance's <c>w</c> plus the step's float[2].</summary>
    public static Function Decay { get; } = Make(
        "Decay", ["float[2]", "float[2]"], x => [Apply(new Add(), Apply(new Mul(), x[0], Parameter("w", "float[2]")), x[1])]);

    /// <summary>
    /// A step of two states from (a, b) to (b, a + x), all float[2]; puts out b and a + x + shift as they are then.
    /// </summary>
    public static Function Fibonacci { get; } = Make("Fibonacci", ["float[2]", "float[2]", "float[2]", "float[]"], x =>
    {
        var next = Apply(new Add(), x[0], x[2]);
        return [x[1], next, x[1], Apply(new Add(), next, x[3])];
    });

    /// <summary>A function of its body; nodes are ordered as the results need them.</summary>
    public static Function Make(string name, string[] arguments, Func<IReadOnlyList<Value>, IReadOnlyList<Value>> body)
    {
        var values = arguments.Select((type, i) => new Node(new Argument(TypeOf(type), $"x{i}"), []).Result).ToList();
        var results = body(values);
        var nodes = values.Select(v => v.Producer).ToList();
        foreach (var result in results)
            Visit(result.Producer);
        return new Function
        {
            Name = name,
            Arguments = values,
            Nodes = nodes,
            Results = results,
            Parameters = nodes.Select(n => n.Operator).OfType<LoadParameter>()
                .Select(p => new Parameter(p.Path, p.Type, new Initializer.Constant(0), IsBuffer: false)).ToList(),
        };

        void Visit(Node node)
        {
            if (nodes.Contains(node))
                return;
            foreach (var input in node.Inputs)
                Visit(input.Producer);
            nodes.Add(node);
        }
    }

    /// <summary>A parameter's weights.</summary>
    public static Value Parameter(string path, string type) => new Node(new LoadParameter(path, TypeOf(type)), []).Result;

    /// <summary>An operator's result.</summary>
    public static Value Apply(Operator op, params Value[] operands) => new Node(op, operands).Result;

    /// <summary>A value with a name.</summary>
    public static Value Named(this Value value, string name)
    {
        value.Name = name;
        return value;
    }

    /// <summary>A model around a function; its inputs and outputs are named by the function's arguments and by <c>y</c>, <c>y1</c>….</summary>
    public static ModelGraph Model(Function main, params Function[] callees) => new()
    {
        Name = main.Name,
        Namespace = null,
        Documentation = null,
        Constants = [],
        Inputs = main.Arguments.Select((a, i) => new Port($"x{i}", a.Type, null)).ToList(),
        Outputs = main.Results.Select((r, i) => new Port(i == 0 ? "y" : $"y{i}", r.Type, null)).ToList(),
        StreamAxis = null,
        Main = main,
        Functions = [.. callees, main],
        Location = default!,
    };
}
