using System.Globalization;
using System.Text;
using Modelwright;

namespace Acme;

/// <summary>Shows on the terminal what a model with a checkpoint does, and whether its figures are those of its card.</summary>
/// <param name="folder">The checkpoint: <c>card.json</c> and <c>heldout.txt</c>.</param>
public sealed class Demonstration(string folder)
{
    /// <summary>The checkpoint's card.</summary>
    public ModelCard Card { get; } = ModelCard.Read(Path.Combine(folder, "card.json"));

    /// <summary>0 while every figure was right, else 1.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Continues a prompt of the user's, and says nothing else.</summary>
    /// <param name="session">Makes a session that has room for so many bytes.</param>
    /// <param name="arguments">The prompt, then, where they are given, the temperature and the seed.</param>
    public static int Answer(Func<int, Predict> session, IReadOnlyList<string> arguments)
    {
        const int Length = 400;
        var temperature = arguments.Count > 1 ? double.Parse(arguments[1], CultureInfo.InvariantCulture) : 0.8;
        var seed = arguments.Count > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 0;
        Write(session, arguments[0], Length, temperature, seed);
        return 0;
    }

    /// <summary>Continues a prompt for as long as nobody ends it.</summary>
    /// <param name="session">A fresh session that takes any number of bytes.</param>
    /// <param name="prompt">At least one character.</param>
    /// <param name="length">How many bytes to add; null for as many as there is time for.</param>
    /// <param name="end">Ends it after the byte it is at.</param>
    /// <returns>How many bytes were added.</returns>
    public static long Stream(Predict session, string prompt, long? length, CancellationToken end)
    {
        const double Temperature = 0.8;
        var count = 0L;
        Console.Write(prompt);
        foreach (var next in Sampling.Continue(session, prompt, length ?? long.MaxValue, Temperature))
        {
            Console.Write((char)next);
            count++;
            if (end.IsCancellationRequested)
                break;
        }

        Console.WriteLine();
        return count;
    }

    /// <summary>Says how large a model is.</summary>
    public static void Describe(IModel model) =>
        Console.WriteLine($"{model.Name}: {model.Parameters.Sum(p => p.Shape.Aggregate(1, (count, extent) => count * extent)):N0} parameters");

    /// <summary>Evaluates the held-out text.</summary>
    /// <param name="forward">The model on a whole sequence.</param>
    public void Evaluate(Predict forward)
    {
        var nats = Evaluation.NatsPerByte(forward, File.ReadAllBytes(Path.Combine(folder, "heldout.txt")), ShowProgress);
        Check($"held-out text: {nats:F6} nats per byte", Math.Abs(nats - Card.NatsPerByte) < 1e-3, $"the card says {Card.NatsPerByte:F6}");
    }

    /// <summary>Writes the card's prompt and the likeliest continuation.</summary>
    /// <param name="session">Makes a session that has room for so many bytes.</param>
    public void ContinueGreedily(Func<int, Predict> session)
    {
        Console.WriteLine();
        var continuation = Write(session, Card.Prompt, Card.Continuation.Length);
        Check("greedy continuation", continuation == Card.Continuation, $"the card says '{Card.Continuation}'");
        Console.WriteLine();
    }

    /// <summary>Says a figure and whether it is right.</summary>
    /// <param name="what">The figure.</param>
    /// <param name="right">Whether it is as it should be.</param>
    /// <param name="otherwise">What it should have been.</param>
    public void Check(string what, bool right, string? otherwise)
    {
        Console.WriteLine(right ? $"{what} (as it should be)" : $"{what} (WRONG: {otherwise})");
        if (!right)
            ExitCode = 1;
    }

    // Streams a continuation to the terminal; what it returns is without the prompt.
    private static string Write(Func<int, Predict> session, string prompt, int length, double temperature = 0, int seed = 0)
    {
        Console.Write(prompt);
        var bytes = new List<byte>();
        foreach (var next in Sampling.Continue(session(Encoding.UTF8.GetByteCount(prompt) + length), prompt, length, temperature, seed))
        {
            bytes.Add(next);
            Console.Write((char)next);
        }

        Console.WriteLine();
        return Encoding.UTF8.GetString([.. bytes]);
    }

    // Counts on one line, which the result then takes; nothing where there is no terminal.
    private static void ShowProgress(int done, int all)
    {
        if (!Console.IsOutputRedirected)
            Console.Write($"\rheld-out text: window {done} of {all}{(done < all ? "" : "\r")}");
    }
}
