using System.Globalization;
using Modelwright.Compiler.Lowering;

namespace Modelwright.Cli.Execution;

/// <summary>How far a program and its weights are apart on random sequences, natively in float32.</summary>
/// <param name="Difference">The largest difference of two outputs.</param>
/// <param name="Largest">The largest output of the program.</param>
/// <param name="Steps">How many steps were compared.</param>
internal sealed record LoweringComparison(double Difference, double Largest, int Steps)
{
    private const int Sequences = 4;
    private const int LongestSequence = 256;

    // Where a program's inputs are anything, small numbers reach more of its cases.
    private static readonly Interval Usual = new(-16, 16);

    /// <summary>Runs both: every second sequence has whole numbers.</summary>
    public static LoweringComparison Run(IModel program, IModel lowered, string streamAxis, LoweringOptions options)
    {
        var length = Math.Min(LongestSequence, options.Steps ?? LongestSequence);
        var (difference, largest) = (0.0, 0.0);
        for (var seed = 0; seed < Sequences; seed++)
        {
            var random = new Random(seed);
            var inputs = program.Inputs.ToDictionary(input => input.Name, input => Draw(input, seed % 2 == 0, random));
            var (expected, actual) = (program.Run(inputs), lowered.Run(inputs));
            foreach (var (name, tensor) in actual)
            {
                var a = tensor.As<float>();
                var b = expected[name].As<float>();
                for (var i = 0; i < a.Length; i++)
                    (difference, largest) = (Math.Max(difference, Math.Abs((double)a[i] - b[i])), Math.Max(largest, Math.Abs(b[i])));
            }
        }

        return new LoweringComparison(difference, largest, Sequences * length);

        TensorData Draw(TensorInfo input, bool whole, Random random)
        {
            var range = input.ElementType == ElementType.Bool ? new Interval(0, 1) : options.Ranges.GetValueOrDefault(input.Name, Usual);
            int[] shape = [.. input.Shape.Select(extent => extent == streamAxis ? length : int.Parse(extent, CultureInfo.InvariantCulture))];
            var numbers = Enumerable.Range(0, shape.Aggregate(1, (product, extent) => product * extent)).Select(_ =>
            {
                var number = range.Least + (random.NextDouble() * (range.Greatest - range.Least));
                return whole ? Math.Clamp(Math.Round(number), range.Least, range.Greatest) : number;
            });
            return input.ElementType switch
            {
                ElementType.Float32 => TensorData.Of(numbers.Select(x => (float)x).ToArray(), shape),
                ElementType.Int64 => TensorData.Of(numbers.Select(x => (long)x).ToArray(), shape),
                ElementType.Int32 => TensorData.Of(numbers.Select(x => (int)x).ToArray(), shape),
                ElementType.Bool => TensorData.Of(numbers.Select(x => x >= 0.5).ToArray(), shape),
                var other => throw new InvalidOperationException($"a program has no input of {other}"),
            };
        }
    }
}
