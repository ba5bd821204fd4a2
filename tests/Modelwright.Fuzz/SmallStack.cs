using System.Runtime.ExceptionServices;

namespace Modelwright.Fuzz;

/// <summary>Runs on a thread as small as a host may have, and not forever.</summary>
public static class SmallStack
{
    private const int Size = 512 << 10;

    /// <summary>Far more than any text takes, on a busy machine too.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs an action and throws what it throws.</summary>
    /// <exception cref="FuzzException">It does not end.</exception>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            Size) { IsBackground = true };
        thread.Start();
        if (!thread.Join(Limit))
            throw new FuzzException($"hangs: it runs for more than {Limit}");
        failure?.Throw();
    }
}
