using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>How many records of each kind CMS's removed-records file names.</summary>
internal static class RemovedRecords
{
    public static async Task<IReadOnlyDictionary<Kind, long>> CountAsync(IObjectStore store, FileManifest removed, CancellationToken cancellation)
    {
        var sink = new TypeSink(removed.Landed.Layout.IndexOf("payment_type"));
        var content = new ChunkContent(store, removed.Landed);
        foreach (var chunk in removed.Chunks) await content.ReadLakeAsync(chunk, sink, new PaymentTally(), cancellation);
        return sink.Counts;
    }

    private sealed class TypeSink(int column) : ICellSink
    {
        public Dictionary<Kind, long> Counts { get; } = new() { [Kind.General] = 0, [Kind.Research] = 0, [Kind.Ownership] = 0 };

        public void Text(long number, int cellColumn, ReadOnlySpan<byte> text)
        {
            if (cellColumn != column) return;
            // CMS spells the third one in more than one way.
            foreach (var (kind, word) in (ReadOnlySpan<(Kind, string)>)[(Kind.General, "General"), (Kind.Research, "Research"), (Kind.Ownership, "Ownership")])
                if (System.Text.Ascii.EqualsIgnoreCase(text[..Math.Min(text.Length, word.Length)], word))
                    Counts[kind]++;
        }

        public void Record(long number, long offsetBytes, int lengthBytes)
        {
        }

        public void Number(long number, int cellColumn, long value)
        {
        }

        public void Misfit(long number, int cellColumn, ReadOnlySpan<byte> text)
        {
        }

        public void Unreadable(long number, long offsetBytes, ReadOnlySpan<byte> record)
        {
        }
    }
}
