namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// The next bytes of a file that lands, in the one place where they are read to: whoever still needs them shares them, and with
/// the last of these they go back to where they came from.
/// </summary>
/// <param name="room">All of its room, to be filled.</param>
internal sealed class LandingBlock(LandingBlocks owner, Memory<byte> room)
{
    /// <summary>Two huge pages: what is half as long is handed on twice as often, and threads wait for each other at each.</summary>
    public const int CapacityBytes = 4 << 20;

    private int _shareCount;

    public Memory<byte> Room => room;

    /// <summary>Where its bytes begin in their file.</summary>
    public long OffsetBytes { get; private set; }

    public long EndBytes { get; private set; }

    public ReadOnlyMemory<byte> Memory => room[..(int)(EndBytes - OffsetBytes)];

    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Says what it was filled with.</summary>
    public void Fill(long offsetBytes, int lengthBytes) => (OffsetBytes, EndBytes) = (offsetBytes, offsetBytes + lengthBytes);

    /// <summary>One more who needs the bytes, and who releases them.</summary>
    public LandingBlock Share()
    {
        Interlocked.Increment(ref _shareCount);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _shareCount) == 0) owner.Return(this);
    }
}
