using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>
/// One thread of a running call. All workers of a call run the same code, and each does its share of every loop and kernel;
/// where one reads what others have written, all wait for one another.
/// </summary>
/// <remarks>
/// Hands out the call's scratch memory front to back, and takes it back in bulk; every worker asks for the same and is given
/// the same. It grows while shapes are new; afterwards nothing is allocated. Contents are undefined when handed out.
/// </remarks>
public sealed unsafe class Worker
{
    private readonly Workspace _workspace = new();
    private Workspace.Cursor _cursor = Workspace.Cursor.Start;

    // Elements that are worth a thread of their own; below, sharing takes longer than the work.
    private const long Grain = 2048;

    /// <summary>How much scratch has been handed out.</summary>
    public readonly struct Position
    {
        internal Position(Workspace.Cursor cursor) => Cursor = cursor;

        internal Workspace.Cursor Cursor { get; }
    }

    /// <summary>Which of the call's workers it is.</summary>
    internal int Index => 0;

    /// <summary>How many workers there are.</summary>
    internal int Count => 1;

    /// <summary>Whether it is the one that does what one alone is to do.</summary>
    public bool IsFirst => Index == 0;

    /// <summary>Waits until every worker of the call is here: what they have written before can be read behind.</summary>
    public void Wait()
    {
    }

    /// <summary>Its part of a range. All of a range that is not worth sharing is the first worker's.</summary>
    /// <param name="count">The indices, from 0.</param>
    /// <param name="work">About how many elements one index stands for.</param>
    public Share Share(int count, long work = 1) => Share(count, 1, work);

    /// <summary>Its part of a range that is cut at multiples of a number only.</summary>
    internal Share Share(int count, int multiple, long work)
    {
        var units = (count + multiple - 1) / multiple;
        var workers = Sharers(count * work);
        return new(Cut(Math.Min(Index, workers)), Cut(Math.Min(Index + 1, workers)));

        int Cut(int worker) => (int)Math.Min(count, (long)units * worker / workers * multiple);
    }

    /// <summary>How many workers, from the first, so many elements are worth.</summary>
    internal int Sharers(long work) => Count == 1 ? 1 : (int)Math.Clamp(work / Grain, 1, Count);

    /// <summary>Remembers how much scratch has been handed out.</summary>
    public Position Mark() => new(_cursor);

    /// <summary>Takes back everything that was handed out after a mark.</summary>
    public void Release(Position mark) => _cursor = mark.Cursor;

    /// <summary>Takes everything back, once the call has ended on every worker.</summary>
    public void Reset()
    {
        _workspace.Join();
        _cursor = Workspace.Cursor.Start;
    }

    /// <summary>Room for elements, at an address that is a multiple of 64.</summary>
    /// <exception cref="OverflowException">More elements than a span can have.</exception>
    public Span<T> Take<T>(long count)
        where T : unmanaged
    {
        var length = checked((int)count);
        return new Span<T>((void*)_workspace.Take(ref _cursor, Workspace.LinesOf(count * sizeof(T))), length);
    }

    /// <summary>The bytes that <see cref="Take"/> takes.</summary>
    public static long Room<T>(long count)
        where T : unmanaged => (long)Workspace.LinesOf(count * sizeof(T)) * Workspace.LineSize;

    /// <summary>Makes sure that so many bytes can be taken without allocating, whether or not they will be.</summary>
    public void Reserve(long bytes) => _workspace.Reserve(_cursor, Workspace.LinesOf(bytes));
}
