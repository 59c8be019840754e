using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>An engine and a writer for one file. Their buffers grow to the size of a chunk's columns and are worth keeping.</summary>
/// <param name="file">Its hash is put in when a draft is completed, so a worker that began before the hash was known goes on after.</param>
internal sealed class Worker(LandedFile file, IngestionSettings settings, bool takesProfiles) : IDisposable
{
    private readonly string _settings = WorkFingerprint.OfSettings(settings);
    private readonly PartProfiler _profiler = new();

    public RuleSet Rules { get; } = RuleSet.Create(settings.RuleSeverities);

    public EncodedPartWriter Writer { get; } = PartWriters.Create(settings.Codec, settings.ZstdLevel);

    private ChunkEngine Engine => field ??= new ChunkEngine(file, Rules);

    public bool Fits(LandedFile otherFile, string otherSettings) =>
        file.Id == otherFile.Id && file.Encoding == otherFile.Encoding && file.Layout.Columns.SequenceEqual(otherFile.Layout.Columns) && _settings == otherSettings;

    /// <summary>Valid until the worker's next draft, unless it is kept.</summary>
    public ChunkDraft Draft(IObjectReader raw, ChunkRange range, CancellationToken cancellation)
    {
        var rows = Engine.Run(raw, range, cancellation);
        var quarantine = rows.Quarantined.Count > 0 ? new QuarantineDraft(rows.Quarantined, settings.Codec) : null;
        return rows.RowCount == 0
            ? new ChunkDraft(rows, null, null, quarantine)
            : new ChunkDraft(rows, takesProfiles ? _profiler.Profile(rows.Columns) : null, Writer.Draft(rows.Columns, rows.RowCount), quarantine);
    }

    public void Dispose()
    {
        _profiler.Dispose();
        Writer.Dispose();
    }
}
