using System.Text.Json;
using OpenPayments.Ingestion;

namespace OpenPayments.Generator.Defects;

/// <summary>A ledger as JSON lines.</summary>
public static class Ledger
{
    public static void Write(string path, IEnumerable<LedgerEntry> entries) =>
        File.WriteAllLines(path, entries.Select(entry => JsonSerializer.Serialize(entry, LakeJson.Options)));

    public static IEnumerable<LedgerEntry> Read(string path) =>
        File.ReadLines(path).Select(line => JsonSerializer.Deserialize<LedgerEntry>(line, LakeJson.Options)!);
}
