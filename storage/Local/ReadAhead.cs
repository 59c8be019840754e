using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>
/// Reads a range of a file block by block, a few blocks ahead of its reader, around the page cache where the file system lets it: whoever
/// parses does not wait for the disk, and what is read once only takes no memory from what is read again.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    public const int BlockBytes = 1 << 20;

    private const int BlockCount = 3;

    /// <summary>Blocks of readers that are gone, for those to come: as many as were ever in use at once.</summary>
    private static readonly ConcurrentBag<Memory<byte>> Spare = [];

    private readonly SafeFileHandle _handle;
    private readonly Queue<Block> _blocks = new();
    private readonly Stack<Memory<byte>> _free = new();
    private bool _isDirect;
    private long _startOffset;
    private long _endOffset;

    private ReadAhead(SafeFileHandle handle, bool isDirect)
    {
        _handle = handle;
        _isDirect = isDirect;
        for (var i = 0; i < BlockCount; i++) _free.Push(Spare.TryTake(out var block) ? block : PageBuffer.Allocate(BlockBytes));
    }

    /// <summary>Null where a file cannot be opened a second time; the handle stays the caller's.</summary>
    public static ReadAhead? TryStart(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux()) return null;
        // By the handle and not by its path: the name may mean another file by now.
        if (Posix.TryReopen(handle) is not { } own) return null;
        return new ReadAhead(own, Posix.TrySetDirect(own, true));
    }

    public void Announce(long startOffset, long endOffset) => (_startOffset, _endOffset) = (startOffset, endOffset);

    /// <summary>Fills as much of the buffer as the announced range holds: nothing when the offset is outside of it.</summary>
    public int Read(long offset, Span<byte> buffer)
    {
        var total = 0;
        if (offset < _startOffset || offset >= _endOffset) return total;
        buffer = buffer[..(int)Math.Min(buffer.Length, _endOffset - offset)];
        while (total < buffer.Length)
        {
            var block = Find(offset + total);
            var read = block.Reading.GetAwaiter().GetResult();
            var skipped = (int)(offset + total - block.Offset);
            if (skipped >= read) break;
            var count = Math.Min(read - skipped, buffer.Length - total);
            block.Buffer.Span.Slice(skipped, count).CopyTo(buffer[total..]);
            total += count;
        }

        return total;
    }

    public void Dispose()
    {
        while (_blocks.Count > 0) Drop();
        while (_free.TryPop(out var block)) Spare.Add(block);
        _handle.Dispose();
    }

    private Block Find(long offset)
    {
        var start = offset - offset % BlockBytes;
        while (_blocks.Count > 0 && _blocks.Peek().Offset != start) Drop();
        var next = _blocks.Count == 0 ? start : _blocks.Last().Offset + BlockBytes;
        for (; _free.Count > 0 && next < _endOffset; next += BlockBytes) Start(next);
        return _blocks.Peek();
    }

    private void Start(long offset)
    {
        var buffer = _free.Pop();
        _blocks.Enqueue(new Block(offset, buffer, Task.Run(() => ReadBlock(offset, buffer))));
    }

    /// <summary>Gives the first block's buffer back once nothing writes into it any more.</summary>
    private void Drop()
    {
        var block = _blocks.Dequeue();
        Task.WaitAny(block.Reading); // does not care how it ended
        _free.Push(block.Buffer);
    }

    private int ReadBlock(long offset, Memory<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(_handle, buffer.Span, offset);
        }
        catch (Exception failure) when (_isDirect && failure is IOException or ArgumentException)
        {
            // Some file systems take the flag and refuse the read.
            _isDirect = false;
            Posix.TrySetDirect(_handle, false);
            return RandomAccess.Read(_handle, buffer.Span, offset);
        }
    }

    private readonly record struct Block(long Offset, Memory<byte> Buffer, Task<int> Reading);
}
