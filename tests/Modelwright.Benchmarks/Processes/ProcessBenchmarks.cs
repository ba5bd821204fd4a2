using Modelwright.Benchmarks.Running;
using Modelwright.Dynamic;
using Modelwright.Onnx;

namespace Modelwright.Benchmarks.Processes;

/// <summary>
/// Whole processes: ByteLm as a native program that reads the checkpoint, against a native program in which ONNX Runtime opens
/// the exported file. From the start of the process to a token, and the memory it takes.
/// </summary>
internal sealed class ProcessBenchmarks : IBenchmarks
{
    private const double MostOfStart = 0.3;
    private const double MostMemory = 1.0;

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads)
    {
        yield return new Benchmark("native program, first token of ByteLm", effort => Measure(
            effort, 1, (ours, peer) => Pairs.Ratio("native program, first token of ByteLm", ours.Run, peer.Run, effort, target: MostOfStart)));
        yield return new Benchmark("native program, peak memory beyond the weights", effort => new[] { 1, 256, 1024 }.SelectMany(length => Measure(
            effort, length, (ours, peer) => Row.Of($"native program, peak memory beyond the weights, {length} tokens", Enumerable.Range(0, effort.Processes).Select(_ => ours.Memory() / peer.Memory()), "x ONNX Runtime", MostMemory))), IsDetail: true);
    }

    private static IEnumerable<Row> Measure(Effort effort, int length, Func<Work, Work, Row> row)
    {
        // Publishing takes longer than an impression may.
        var onlyPublished = effort == Effort.Quick;
        if (NativeProgram.Find("Modelwright.Aot", onlyPublished) is not { } program || NativeProgram.Find("Modelwright.AotPeer", onlyPublished) is not { } peer)
        {
            Console.Error.WriteLine("  left out: the native programs are published by a run without --quick");
            yield break;
        }

        var example = Path.Combine(NativeProgram.Root(), "examples", "ByteLm");
        var weights = Path.Combine(example, "checkpoint", "weights.safetensors");
        var folder = Directory.CreateTempSubdirectory("process");
        try
        {
            var file = Path.Combine(folder.FullName, "byte_lm.onnx");
            DynamicModel.Compile(Path.Combine(example, "byte_lm.model")).Load(weights).ExportOnnx(file);
            var (ours, theirs) = (new Work(program, weights, weights, length), new Work(peer, file, weights, length));
            if (ours.Byte != theirs.Byte)
                throw new InvalidOperationException($"after {length} bytes the programs expect {ours.Byte} and {theirs.Byte}");
            yield return row(ours, theirs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A program with what it is to do.</summary>
    private sealed class Work(NativeProgram program, string model, string weights, int length)
    {
        public int Byte => program.NextByte(model, length).Byte;

        public void Run() => program.NextByte(model, length);

        public double Memory() => program.NextByte(model, length).Peak - new FileInfo(weights).Length;
    }
}
