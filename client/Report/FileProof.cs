using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Report;

public enum ProofState
{
    /// <summary>A full validation has read raw file and parts again; its certificate is about the file as it is now.</summary>
    Certified,

    /// <summary>Only what the chunks reported has been checked, before the file was published.</summary>
    Quick,

    /// <summary>There is a certificate, about an earlier state of the file.</summary>
    Outdated,

    /// <summary>There is a certificate, and it is not what its digest seals.</summary>
    Forged,
}

/// <summary>What is proved of a file. Checks are the certificate's where there is a good one, else those made before publishing.</summary>
/// <param name="Digest">The certificate's seal; null without a good certificate.</param>
/// <param name="Differences">The first records in which raw file and lake differ.</param>
/// <param name="ContentDrift">From the validation that issued the certificate.</param>
public sealed record FileProof(
    ProofState State, Verdict Verdict, ImmutableArray<ValidationCheck> Checks, ImmutableArray<string> Differences,
    string? Digest, CertificateIssue? Issued, CertifiedCounts? Records, string? AcceptReason, [property: JsonIgnore] ContentDrift? ContentDrift)
{
    public static async Task<FileProof> ReadAsync(IObjectStore store, FileManifest manifest, YearValidation? year, CancellationToken cancellation)
    {
        var (state, certificate) = await ReadCertificateAsync(store, manifest, cancellation);
        if (certificate is null) return new FileProof(state, manifest.Validation.Verdict, manifest.Validation.Checks, [], null, null, null, manifest.Validation.AcceptReason, null);

        // The year's own document adds what was found by comparing with other files, as long as it speaks of this certificate.
        var validated = year?.Files.FirstOrDefault(file => file.CertificateDigest == certificate.Digest && file.File == manifest.Landed.Id.ToString());
        var statement = certificate.Statement;
        return new FileProof(
            state, validated?.Verdict ?? statement.Verdict, validated?.Checks ?? statement.Checks, statement.Differences,
            certificate.Digest, certificate.Issued, statement.Records, statement.AcceptReason ?? manifest.Validation.AcceptReason, validated?.Drift);
    }

    /// <summary>The certificate is null unless it is good.</summary>
    private static async Task<(ProofState State, Certificate? Certificate)> ReadCertificateAsync(IObjectStore store, FileManifest manifest, CancellationToken cancellation)
    {
        if (await store.ReadAsync(LakeKeys.Certificate(manifest.Landed.Id), cancellation) is not { } json) return (ProofState.Quick, null);
        try
        {
            if (JsonSerializer.Deserialize<Certificate>(json, LakeJson.Options) is not { } certificate) return (ProofState.Forged, null);
            if (certificate.Statement.Format != CertificateStatement.CurrentFormat) return (ProofState.Outdated, null);
            if (!certificate.IsGenuine()) return (ProofState.Forged, null);
            return IsAbout(certificate.Statement, manifest) ? (ProofState.Certified, certificate) : (ProofState.Outdated, null);
        }
        catch (JsonException)
        {
            return (ProofState.Forged, null);
        }
    }

    /// <summary>The same raw file and the same parts; a replay or another ingest makes others.</summary>
    private static bool IsAbout(CertificateStatement statement, FileManifest manifest) =>
        statement.File.RawSha256 == manifest.Landed.Sha256
        && statement.Objects.Skip(1).Select(entry => (entry.Key, entry.Sha256)).ToHashSet()
            .SetEquals(manifest.Parts.Concat(manifest.QuarantineParts).Select(part => (part.Key, part.Sha256)));
}
