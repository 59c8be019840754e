using OpenPayments.Ingestion.Parquet;

namespace OpenPayments.Ingestion.Quarantine;

/// <summary>Turns the records that a chunk set aside into one Parquet file; the same records always give the same bytes.</summary>
public static class QuarantineWriter
{
    /// <summary>Part of every fingerprint, as <see cref="PartWriters.WriterVersion"/>.</summary>
    public const string WriterVersion = "quarantine-parquet-net-6.1.0/1";

    /// <param name="records">At least one.</param>
    public static WrittenPart Write(IReadOnlyList<QuarantinedRecord> records, QuarantineSource source, CompressionCodec codec)
    {
        using var draft = new QuarantineDraft(records, codec);
        return draft.Complete(source);
    }
}
