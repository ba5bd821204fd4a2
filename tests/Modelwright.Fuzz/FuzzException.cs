namespace Modelwright.Fuzz;

/// <summary>Something that holds for every text does not hold for one.</summary>
public sealed class FuzzException : Exception
{
    /// <summary>Says what does not hold.</summary>
    public FuzzException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was thrown where nothing may be.</summary>
    public FuzzException(string message, Exception thrown)
        : base(message, thrown)
    {
    }

    /// <summary>What failed, without the details that change while a text shrinks.</summary>
    public string Symptom => InnerException is { } thrown ? Place(thrown)
        : Message.IndexOf("error MW", StringComparison.Ordinal) is >= 0 and var at ? Message[..Message.IndexOf(':')] + Message.Substring(at + 5, 7)
        : Message.Split('\n', ':')[0];

    /// <summary>The kind of an exception and the method that threw it.</summary>
    private static string Place(Exception thrown) =>
        $"{thrown.GetType().Name} {thrown.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Modelwright", StringComparison.Ordinal))?.Trim()}";
}
