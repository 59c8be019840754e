using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>
/// Identifies everything that the bytes of a part depend on. It is part of the part's key: the same input has the same key and
/// the same bytes, whoever writes it and however often, and other input never overwrites it.
/// </summary>
public static class WorkFingerprint
{
    /// <summary>Raised whenever the engine builds other columns from the same bytes.</summary>
    internal const int EngineVersion = 2;

    /// <summary>Of the settings and of our own versions; the input left out.</summary>
    public static string OfSettings(IngestionSettings settings) =>
        Hash(string.Create(CultureInfo.InvariantCulture,
            $"engine {EngineVersion}\nwriter {PartWriters.WriterVersion}\nquarantine {QuarantineWriter.WriterVersion}\nrules {RuleSet.Create(settings.RuleSeverities).Fingerprint}\ncodec {CodecOf(settings)}\nchunk size {settings.ChunkSizeBytes}\n"));

    /// <summary>Of one chunk of a landed file.</summary>
    public static string OfChunk(LandedFile file, ChunkRange range, IngestionSettings settings)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"settings {OfSettings(settings)}\nfile {file.Id} {file.Sha256} {file.Encoding}\nchunk {range.Index} {range.OffsetBytes} {range.LengthBytes} {range.FirstRecordNumber}\n");
        foreach (var column in file.Layout.Columns)
            text.Append(CultureInfo.InvariantCulture, $"{column.Name} {column.Type} {column.MaxLength}\n");
        return Hash(text.ToString());
    }

    /// <summary>The usual level goes without saying, as it did before there were others.</summary>
    private static string CodecOf(IngestionSettings settings) => settings is { Codec: CompressionCodec.Zstd, ZstdLevel: not IngestionSettings.DefaultZstdLevel }
        ? string.Create(CultureInfo.InvariantCulture, $"{settings.Codec} level {settings.ZstdLevel}")
        : $"{settings.Codec}";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
