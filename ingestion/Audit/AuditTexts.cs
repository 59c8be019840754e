using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OpenPayments.Ingestion.Audit;

/// <summary>Values as the audit tables spell them.</summary>
internal static class AuditTexts
{
    public static string? Sha256(string? text) => text is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string Json<T>(T value) => JsonSerializer.Serialize(value, LakeJson.Options);
}
