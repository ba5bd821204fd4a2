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
    private Workspace.Cursor _cursor = Workspace.Cursor.Start;

    // How many scans, one in another, the first worker runs alone.
    private int _alone;

    /// <summary>A worker that is a call's only one.</summary>
    public Worker()
        : this(new ModelOptions { Threads = 1 })
    {
    }

    /// <summary>The first worker of a team.</summary>
    internal Worker(ModelOptions options) => Team = new Team(this, options);

    internal Worker(Team team, int index) => (Team, Index) = (team, index);

    /// <summary>How much scratch has been handed out.</summary>
    public readonly struct Position
    {
        internal Position(Workspace.Cursor cursor) => Cursor = cursor;

        internal Workspace.Cursor Cursor { get; }
    }

    /// <summary>Which of the call's workers it is.</summary>
    internal int Index { get; }

    /// <summary>How many workers there are.</summary>
    internal int Count { get; private set; } = 1;

    /// <summary>The workers of the call.</summary>
    internal Team Team { get; }

    /// <summary>Whether it is the one that does what one alone is to do.</summary>
    public bool IsFirst => Index == 0;

    /// <summary>Waits until every worker of the call is here: what they have written before can be read behind.</summary>
    public void Wait()
    {
        if (Count > 1)
            Team.Barrier.Wait(Index);
    }

    /// <summary>
    /// Runs a call on this worker's thread, and on others where that is worth it. What one worker throws is thrown here; of several
    /// failures that of the first worker.
    /// </summary>
    public void Run<TCall>(TCall call)
        where TCall : struct, ICall, allows ref struct => Team.Run(call);

    /// <summary>
    /// Whether the worker takes part in steps that wait for one another: all do where a step is worth it, otherwise the first one
    /// alone. Who takes part calls <see cref="Leave"/> behind the steps, and all wait then.
    /// </summary>
    /// <param name="cost">About how many floating-point operations a step takes.</param>
    public bool Enter(long cost)
    {
        if (_alone > 0)
            _alone++;
        else if (Count > 1 && cost < Team.Grain.Step)
        {
            if (!IsFirst)
                return false;
            (_alone, Count) = (1, 1);
        }

        return true;
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave()
    {
        if (_alone > 0 && --_alone == 0)
            Count = Team.Count;
    }

    /// <summary>Its part of a range. All of a range that is not worth sharing is the first worker's.</summary>
    /// <param name="count">The indices, from 0.</param>
    /// <param name="work">About how many elements one index stands for.</param>
    public Share Share(int count, long work = 1) => Share(count, 1, work);

    /// <summary>Its part of two ranges, one in the other: of the outer one all or of the inner one all.</summary>
    /// <param name="outer">The indices of the outer range.</param>
    /// <param name="inner">The indices of the inner range, for each of those.</param>
    /// <param name="work">About how many elements one pair of indices stands for.</param>
    public (Share Outer, Share Inner) Shares(int outer, int inner, long work) => IsEven(outer)
        ? (Share(outer, 1, inner * work), new(0, inner))
        : (new(0, outer), Share(inner, 1, outer * work));

    /// <summary>Copies its part of some elements.</summary>
    public void Copy<T>(ReadOnlySpan<T> source, Span<T> destination)
    {
        var own = Share(source.Length);
        source[own.Start..own.End].CopyTo(destination[own.Start..]);
    }

    /// <summary>Fills its part of some elements.</summary>
    public void Fill<T>(Span<T> destination, T value)
    {
        var own = Share(destination.Length);
        destination[own.Start..own.End].Fill(value);
    }

    /// <summary>Whether so many things can be shared whole without much left over.</summary>
    internal bool IsEven(int count) => count % Count == 0 || count >= 4 * Count;

    /// <summary>Its part of a range that is cut at multiples of a number only.</summary>
    internal Share Share(int count, int multiple, long work)
    {
        var units = (count + multiple - 1) / multiple;
        var workers = Sharers(count * work);
        return new(Cut(Math.Min(Index, workers)), Cut(Math.Min(Index + 1, workers)));

        int Cut(int worker) => (int)Math.Min(count, (long)units * worker / workers * multiple);
    }

    /// <summary>Begins a call where the first worker is.</summary>
    internal void Begin(Worker first) => (_cursor, Count, _alone) = (first._cursor, Team.Count, 0);

    /// <summary>How many workers, from the first, so many elements are worth.</summary>
    internal int Sharers(long work) => Count == 1 ? 1 : (int)Math.Clamp(work / Team.Grain.Elements, 1, Count);

    /// <summary>Remembers how much scratch has been handed out.</summary>
    public Position Mark() => new(_cursor);

    /// <summary>Takes back everything that was handed out after a mark.</summary>
    public void Release(Position mark) => _cursor = mark.Cursor;

    /// <summary>Takes everything back, once the call has ended on every worker.</summary>
    public void Reset()
    {
        Team.Workspace.Join();
        _cursor = Workspace.Cursor.Start;
    }

    /// <summary>Room for elements, at an address that is a multiple of 64.</summary>
    /// <exception cref="OverflowException">More elements than a span can have.</exception>
    public Span<T> Take<T>(long count)
        where T : unmanaged
    {
        var length = checked((int)count);
        return new Span<T>((void*)Team.Workspace.Take(ref _cursor, Workspace.LinesOf(count * sizeof(T))), length);
    }

    /// <summary>The bytes that <see cref="Take"/> takes.</summary>
    public static long Room<T>(long count)
        where T : unmanaged => (long)Workspace.LinesOf(count * sizeof(T)) * Workspace.LineSize;

    /// <summary>Makes sure that so many bytes can be taken without allocating, whether or not they will be.</summary>
    public void Reserve(long bytes) => Team.Workspace.Reserve(_cursor, Workspace.LinesOf(bytes));
}
