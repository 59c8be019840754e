using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Quarantine.Ledger;

/// <summary>What has been decided about the quarantined records of a lake, one document a file. Nothing is ever taken out of it.</summary>
public sealed class QuarantineLedger(IObjectStore store)
{
    public async Task<ImmutableArray<LedgerEntry>> ReadAsync(FileId file, CancellationToken cancellation = default) =>
        Parse(file, await store.ReadAsync(LakeKeys.QuarantineLedger(file), cancellation));

    /// <summary>Adds an entry unless one with its id is there already.</summary>
    public async Task AddAsync(FileId file, LedgerEntry entry, CancellationToken cancellation = default)
    {
        while (true)
        {
            var seen = await store.ReadVersionAsync(LakeKeys.QuarantineLedger(file), cancellation);
            var entries = Parse(file, seen?.Content);
            if (entries.Any(known => known.Id == entry.Id)) return;
            if (await store.ReplaceAsync(LakeKeys.QuarantineLedger(file), seen, JsonSerializer.SerializeToUtf8Bytes(entries.Add(entry), LakeJson.Indented), cancellation)) return;
        }
    }

    /// <summary>Of what is decided and about what, sixteen hex digits.</summary>
    public static string IdOf(LedgerAction action, FileId file, string detail, IEnumerable<long> records) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{action}\n{file}\n{detail}\n{string.Join(',', records)}")))[..16];

    private ImmutableArray<LedgerEntry> Parse(FileId file, byte[]? json) =>
        json is null ? [] : LakeJson.Parse<ImmutableArray<LedgerEntry>>(store, LakeKeys.QuarantineLedger(file), json, "restore it from a copy of the lake");
}
