namespace Modelwright.Fuzz.Models;

/// <summary>Random choices.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A number from 0 to below <paramref name="count"/>.</summary>
    public int Next(int count) => _random.Next(count);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int count) => _random.Next(count) == 0;

    /// <summary>One of several.</summary>
    public T Of<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>What one of several makes.</summary>
    public T Run<T>(params IReadOnlyList<Func<T>> choices) => choices[_random.Next(choices.Count)]();
}
