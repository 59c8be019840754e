using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Audit;

/// <summary>
/// What the audit tables consist of. Their logs name each part with its digest, and each run's record too, so that
/// verification needs nothing else to know them by.
/// </summary>
internal static class AuditObjects
{
    private const string DigestTag = "sha256";
    private const string RecordKeyTag = "run_record_key";
    private const string RecordLengthTag = "run_record_bytes";
    private const string RecordDigestTag = "run_record_sha256";

    public static ImmutableSortedDictionary<string, string> TagsOf(LakeObject part, LakeObject? record)
    {
        var tags = ImmutableSortedDictionary<string, string>.Empty.Add(DigestTag, part.Sha256);
        return record is null ? tags : tags
            .Add(RecordKeyTag, record.Key)
            .Add(RecordLengthTag, record.LengthBytes.ToString(CultureInfo.InvariantCulture))
            .Add(RecordDigestTag, record.Sha256);
    }

    /// <summary>Parts and run records. A part that another program wrote, by compacting the table, say, is not ours to vouch for.</summary>
    public static IEnumerable<LakeObject> Of(DeltaSnapshot snapshot)
    {
        foreach (var file in snapshot.Files)
        {
            if (file.Tags.TryGetValue(DigestTag, out var sha256)) yield return new LakeObject(file.Key, file.LengthBytes, sha256);
            if (file.Tags.TryGetValue(RecordKeyTag, out var record))
                yield return new LakeObject(record, long.Parse(file.Tags[RecordLengthTag], CultureInfo.InvariantCulture), file.Tags[RecordDigestTag]);
        }
    }
}
