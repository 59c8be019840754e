using System.Collections.Immutable;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>The column that names a record for good. CMS called it a transaction id in its first publications.</summary>
public static class RecordIdColumn
{
    public static ImmutableArray<string> Names { get; } = ["record_id", "general_transaction_id", "research_transaction_id", "physician_ownership_transaction_id"];

    /// <summary>Its position in a file, or -1 in a file without: profiles name people, not records.</summary>
    public static int IndexOf(FileLayout layout) => Names.Select(layout.IndexOf).Where(index => index >= 0).DefaultIfEmpty(-1).First();
}
