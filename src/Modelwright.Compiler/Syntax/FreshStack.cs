using System.Runtime.ExceptionServices;

namespace Modelwright.Compiler.Syntax;

/// <summary>
/// Lets bounded recursion go deeper than the stack of the host's thread, which may be small: whoever recurses goes on
/// here every few levels.
/// </summary>
public static class FreshStack
{
    /// <summary>Enough for what is bounded by nesting. Reserved, not used: only pages that are touched take memory.</summary>
    private const int Small = 4 << 20;

    /// <summary>Enough to recurse over the longest chain of operators that a model may have.</summary>
    public const int Large = 128 << 20;

    /// <summary>Runs a function on a stack of its own and waits for it; what it throws is thrown here.</summary>
    public static T Run<T>(Func<T> function, int size = Small)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            size);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <summary>Runs an action on a stack of its own and waits for it; what it throws is thrown here.</summary>
    public static void Run(Action action, int size = Small) => Run(
        () =>
        {
            action();
            return true;
        },
        size);
}
