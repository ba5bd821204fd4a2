using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>
/// Reads the expression that starts a parameter back from its nodes. What is pointwise over indices, numbers and draws stays
/// a formula, however large the parameter is; other constants are computed.
/// </summary>
internal sealed class FormulaReader(StartScope start)
{
    private const int LargestTable = 65536;
    private const int LargestFormula = 4096;
    private const int LargestTensor = 1 << 24;

    private static readonly EvaluationContext NoContext = new(
        name => throw new FormulaException($"the run-time dimension {name} is not known when a parameter starts"),
        path => throw new FormulaException($"a parameter cannot start from another, '{path}'"));

    private int _size;

    /// <summary>The formula of a value whose shape broadcasts to the parameter's.</summary>
    /// <exception cref="FormulaException">It is not known at build time, or draws are not combined element by element.</exception>
    public Initializer Read(Value value) => Read(value, Enumerable.Range(start.Type.Shape.Rank - value.Shape.Rank, value.Shape.Rank).ToList());

    /// <summary>The formula of a value that lies along some of the parameter's axes.</summary>
    /// <param name="value">The value.</param>
    /// <param name="axes">The parameter's axis behind each axis of the value.</param>
    private Initializer Read(Value value, IReadOnlyList<int> axes)
    {
        if (++_size > LargestFormula)
            throw new FormulaException($"'{start.Name}' starts from an expression of too many terms");
        if (start.Draws.TryGetValue(value, out var draw))
        {
            return axes.SequenceEqual(Enumerable.Range(0, axes.Count))
                ? draw
                : throw new FormulaException("random draws are combined element by element; this moves them");
        }

        var operands = value.Producer.Inputs;
        switch (value.Producer.Operator)
        {
            case Argument:
                return Read(OriginOf(value), axes);
            case Constant { Data.Count: 1 } constant:
                return new Initializer.Constant(constant.Data[0]);
            case Iota { Length.Value: 1 }:
                return new Initializer.Constant(0);
            case Iota { Length.Value: not null }:
                return new Initializer.Index(axes[0]);
            case Cast cast:
                var operand = Read(operands[0], axes);
                return cast.To == ElementType.Bool ? Apply("not", Apply("equal", operand, new Initializer.Constant(0)))
                    : cast.To.IsInteger() && operands[0].Type.Element.IsFloat() ? Apply("truncate", operand)
                    : operand;
            case PointwiseOperator op:
                return Apply(op.Name, operands.Select(o => Read(o, Last(axes, o))).ToArray());
            case Expand:
                return Read(operands[0], Last(axes, operands[0]));
            case Transpose transpose:
                return Read(operands[0], Enumerable.Range(0, axes.Count).Select(axis => axes[transpose.Permutation.ToList().IndexOf(axis)]).ToList());
            case Reshape when AxesBefore(operands[0].Shape, value.Shape, axes) is { } before:
                return Read(operands[0], before);
            default:
                return Table(Evaluate(value), value.Shape, axes);
        }
    }

    private static Initializer Apply(string name, params Initializer[] operands) =>
        new Initializer.Apply(name, new EquatableList<Initializer>(operands));

    private static List<int> Last(IReadOnlyList<int> axes, Value operand) => axes.Skip(axes.Count - operand.Shape.Rank).ToList();

    /// <summary>The axes of a tensor whose shape lacks or has ones that another has not; null where more differs.</summary>
    private static List<int>? AxesBefore(Shape before, Shape after, IReadOnlyList<int> axes)
    {
        var extended = Enumerable.Range(0, after.Rank).Where(i => !after[i].Equals(Dim.One)).ToList();
        if (!before.Where(d => !d.Equals(Dim.One)).SequenceEqual(extended.Select(i => after[i])))
            return null;
        var next = 0;
        // An axis of length 1 may lie anywhere: its index is 0.
        return before.Select(d => d.Equals(Dim.One) ? 0 : axes[extended[next++]]).ToList();
    }

    private Initializer Table(DenseTensor tensor, Shape shape, IReadOnlyList<int> axes)
    {
        if (tensor.Data.Length > LargestTable)
            throw new FormulaException($"'{start.Name}' starts from a table of {tensor.Data.Length} numbers; {LargestTable} are the most");
        var strides = new int[start.Type.Shape.Rank];
        for (var i = 0; i < axes.Count; i++)
        {
            if (!shape[i].Equals(Dim.One))
                strides[axes[i]] = tensor.Strides()[i];
        }

        return new Initializer.Table(new EquatableList<int>(strides), new EquatableList<double>(tensor.Data));
    }

    private DenseTensor Evaluate(Value value)
    {
        if (++_size > LargestFormula)
            throw new FormulaException($"'{start.Name}' starts from an expression of too many terms");
        if (start.Draws.ContainsKey(value))
            throw new FormulaException("random draws are combined element by element; this mixes them");
        if (value.Producer.Operator is Argument)
            return Evaluate(OriginOf(value));
        if (value.Producer.Operator is Invocation or History)
            throw RunTime(value);
        if (value.Shape.Count.Value is > LargestTensor)
            throw new FormulaException($"'{start.Name}' starts from a tensor {value.Type}, too large to compute at build time");
        try
        {
            return value.Producer.Operator.Evaluate(NoContext, value.Producer.Inputs.Select(Evaluate).ToList())[value.Result];
        }
        catch (ArgumentException e)
        {
            throw new FormulaException($"'{start.Name}' cannot start like this: {e.Message}");
        }
    }

    private Value OriginOf(Value argument)
    {
        for (var builder = start.Builder; builder is not null; builder = builder.Parent)
        {
            if (builder.CapturedBy(argument) is { } origin)
                return origin;
        }

        throw RunTime(argument);
    }

    private FormulaException RunTime(Value value) =>
        new($"'{start.Name}' starts before the model runs, but '{value.Name ?? value.Producer.Operator.Name}' is a run-time tensor");
}

/// <summary>A parameter cannot start like this; the message says why.</summary>
internal sealed class FormulaException(string message) : Exception(message);
