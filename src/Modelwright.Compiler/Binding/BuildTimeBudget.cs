using Modelwright.Compiler.Binding.Bodies;

namespace Modelwright.Compiler.Binding;

/// <summary>What may be worked out at build time in one compilation, all its models together: the editor it runs in waits for it.</summary>
internal sealed class BuildTimeBudget
{
    /// <summary>Expressions and rounds of loops that may be worked out.</summary>
    private const int MaximumSteps = 2_000_000;

    private int _steps;

    /// <summary>Whether nothing is left.</summary>
    public bool IsSpent => _steps > MaximumSteps;

    /// <summary>Takes steps from what is left.</summary>
    /// <exception cref="TooLargeException">Not so much is left.</exception>
    public void Spend(int steps)
    {
        _steps += steps;
        if (IsSpent)
            throw new TooLargeException(FormattableString.Invariant($"takes more than {MaximumSteps} steps to work out"));
    }
}
