using System.Threading.Channels;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Landing's own slot, lent to one chunk at a time, or a spare one, whichever is free first: chunks that landing waits for must not wait for other files.</summary>
internal sealed class EitherSlot
{
    private readonly TakeSlot _takeSpare;
    private readonly Channel<IDisposable> _own = Channel.CreateBounded<IDisposable>(1);

    public EitherSlot(TakeSlot takeSpare)
    {
        _takeSpare = takeSpare;
        _own.Writer.TryWrite(new OwnSlot(_own.Writer));
    }

    public async Task<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var own = _own.Reader.ReadAsync(either.Token).AsTask();
        var spare = _takeSpare(either.Token);
        var first = await Task.WhenAny(own, spare);
        await either.CancelAsync();
        _ = GiveBackAsync(first == own ? spare : own);
        return await first;
    }

    /// <summary>Takes landing's own slot for good, behind all who wait for it already.</summary>
    public async Task TakeBackAsync(CancellationToken cancellation) => await _own.Reader.ReadAsync(cancellation);

    /// <summary>The other one came all the same.</summary>
    private static async Task GiveBackAsync(Task<IDisposable> late)
    {
        try
        {
            (await late).Dispose();
        }
        catch (Exception)
        {
            // It was withdrawn, as it should be.
        }
    }

    /// <summary>Goes back to where it was taken from.</summary>
    private sealed class OwnSlot(ChannelWriter<IDisposable> own) : IDisposable
    {
        public void Dispose() => own.TryWrite(this);
    }
}
