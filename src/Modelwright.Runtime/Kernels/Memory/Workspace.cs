using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>
/// The memory that the scratch of one running call lies in, shared by its workers: blocks that are only ever added behind
/// others. All workers take the same rooms in the same order, so each finds the same places; who comes first adds the block.
/// </summary>
/// <param name="spoils">Whether what was in it before a call is made unusable, so that tests see who reads it.</param>
internal sealed unsafe class Workspace(bool spoils)
{
    /// <summary>The bytes of a line.</summary>
    public const int LineSize = 64;

    private const int SmallestBlock = 4096;

    private readonly Lock _growth = new();
    private volatile Line[][] _blocks = [];

    /// <summary>How much has been handed out: the block, and the next line in it.</summary>
    internal record struct Cursor(int Block, nint Next)
    {
        /// <summary>Before the first block.</summary>
        public static Cursor Start => new(-1, 0);
    }

    /// <summary>The address of so many free lines, behind which the cursor is moved.</summary>
    public nint Take(ref Cursor cursor, nint lines)
    {
        var (block, next) = cursor;
        while (block < 0 || next + lines > Lines(block))
        {
            (block, next) = (block + 1, 0);
            if (block == _blocks.Length)
                Add(block, lines);
        }

        cursor = new(block, next + lines);
        return (((nint)Unsafe.AsPointer(ref _blocks[block][0]) + LineSize - 1) & -LineSize) + (next * LineSize);
    }

    /// <summary>Makes sure that so many lines can be taken without allocating.</summary>
    public void Reserve(Cursor cursor, nint lines)
    {
        var count = _blocks.Length;
        for (var block = Math.Max(cursor.Block, 0); block < count; block++)
        {
            if ((block == cursor.Block ? cursor.Next : 0) + lines <= Lines(block))
                return;
        }

        Add(count, lines);
    }

    /// <summary>Makes one block of several, so that the next call finds its room in a row; nothing may be in use.</summary>
    public void Join()
    {
        if (_blocks.Length > 1)
            _blocks = [NewBlock((nint)_blocks.Sum(b => b.LongLength))];
        else if (spoils && _blocks is [var only])
            Spoil(only);
    }

    /// <summary>The lines that so many bytes take.</summary>
    public static nint LinesOf(long bytes) => (nint)((bytes + LineSize - 1) / LineSize);

    // The last line of a block is lost to alignment.
    private nint Lines(int block) => _blocks[block].Length - 1;

    private void Add(int block, nint lines)
    {
        lock (_growth)
        {
            if (block == _blocks.Length)
                _blocks = [.. _blocks, NewBlock(Math.Max(lines + 1, SmallestBlock))];
        }
    }

    private Line[] NewBlock(nint lines)
    {
        var block = GC.AllocateUninitializedArray<Line>(checked((int)lines), pinned: true);
        if (spoils)
            Spoil(block);
        return block;
    }

    private static void Spoil(Line[] block) => MemoryMarshal.AsBytes(block.AsSpan()).Fill(byte.MaxValue);

    /// <summary>A cache line.</summary>
    [InlineArray(LineSize)]
    private struct Line
    {
        private byte _first;
    }
}
