using System.Security.Cryptography;
using System.Text.Json;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Grains;

/// <summary>Short names of what was asked, so that the same asked again is known as the same.</summary>
public static class Fingerprints
{
    /// <summary>Of what a user wants, whatever the run is called.</summary>
    public static string OfRequest(IngestRequest request) => Hash(new { Files = request.Files.OrderBy(file => file.Id.ToString(), StringComparer.Ordinal), request.Settings, request.Force });

    /// <summary>Of a source that has not been read: the same place, length and time are taken for the same bytes.</summary>
    public static string OfSource(SourceFile source, string settingsFingerprint) => Hash(new { source, settingsFingerprint });

    /// <summary>Of the work on a landed file: its bytes, how they are cut into chunks, and all that shapes the parts.</summary>
    public static string OfWork(LandedFile landed, string settingsFingerprint) => Hash(new { landed, settingsFingerprint });

    private static string Hash<T>(T value) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, LakeJson.Options)));
}
