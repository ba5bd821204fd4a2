using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>
/// Scratch memory of one running call, handed out front to back and taken back in bulk. Grows while shapes are new;
/// afterwards nothing is allocated. Contents are undefined when handed out.
/// </summary>
public sealed unsafe class Workspace
{
    private readonly List<Line[]> _blocks = [];
    private int _block = -1;
    private nint _next;

    /// <summary>How much has been handed out.</summary>
    public readonly struct Position
    {
        internal Position(int block, nint next) => (Block, Next) = (block, next);

        internal int Block { get; }

        internal nint Next { get; }
    }

    /// <summary>Remembers how much has been handed out.</summary>
    public Position Mark() => new(_block, _next);

    /// <summary>Takes back everything that was handed out after a mark.</summary>
    public void Release(Position mark) => (_block, _next) = (mark.Block, mark.Next);

    /// <summary>Takes everything back, and makes one block of several so that the next call finds its room in a row.</summary>
    public void Reset()
    {
        if (_blocks.Count > 1)
        {
            var lines = _blocks.Sum(b => b.LongLength);
            _blocks.Clear();
            _blocks.Add(GC.AllocateUninitializedArray<Line>(checked((int)lines), pinned: true));
        }

        (_block, _next) = (-1, 0);
    }

    /// <summary>Room for elements, at an address that is a multiple of 64.</summary>
    /// <exception cref="OverflowException">More elements than a span can have.</exception>
    public Span<T> Take<T>(long count)
        where T : unmanaged
    {
        var length = checked((int)count);
        var lines = (nint)(((count * sizeof(T)) + sizeof(Line) - 1) / sizeof(Line));
        // The last line of a block is lost to alignment.
        while (_block < 0 || _next + lines > _blocks[_block].Length - 1)
        {
            (_block, _next) = (_block + 1, 0);
            if (_block == _blocks.Count)
                _blocks.Add(GC.AllocateUninitializedArray<Line>(checked((int)Math.Max(lines + 1, SmallestBlock)), pinned: true));
        }

        var start = ((nint)Unsafe.AsPointer(ref _blocks[_block][0]) + sizeof(Line) - 1) & -sizeof(Line);
        var room = new Span<T>((void*)(start + (_next * sizeof(Line))), length);
        _next += lines;
        return room;
    }

    /// <summary>The bytes that <see cref="Take"/> takes.</summary>
    public static long Room<T>(long count)
        where T : unmanaged => ((count * sizeof(T)) + sizeof(Line) - 1) / sizeof(Line) * sizeof(Line);

    /// <summary>Makes sure that so many bytes can be taken without allocating, whether or not they will be.</summary>
    public void Reserve(long bytes)
    {
        var lines = bytes / sizeof(Line);
        for (var block = Math.Max(_block, 0); block < _blocks.Count; block++)
        {
            if ((block == _block ? _next : 0) + lines <= _blocks[block].Length - 1)
                return;
        }

        _blocks.Add(GC.AllocateUninitializedArray<Line>(checked((int)Math.Max(lines + 1, SmallestBlock)), pinned: true));
    }

    private const int SmallestBlock = 4096;

    /// <summary>A cache line.</summary>
    [InlineArray(64)]
    private struct Line
    {
        private byte _first;
    }
}

/// <summary>The workspaces of one model: a call rents one, so calls may overlap and none allocates once all are warm.</summary>
public sealed class WorkspacePool
{
    private readonly Workspace?[] _free = new Workspace?[Environment.ProcessorCount + 1];

    /// <summary>An empty workspace that nobody else uses.</summary>
    public Workspace Rent()
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[i], null) is { } workspace)
                return workspace;
        }

        return new Workspace();
    }

    /// <summary>Gives a workspace back; nothing handed out from it may be used any more.</summary>
    public void Return(Workspace workspace)
    {
        workspace.Reset();
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _free[i], workspace, null) is null)
                return;
        }
    }
}
