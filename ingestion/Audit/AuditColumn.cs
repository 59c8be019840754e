using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Audit;

/// <summary>A column of an audit table: what it is called, what it says, and where a row's value comes from.</summary>
/// <param name="Value">A string, int, long, double, bool, <see cref="DateOnly"/> or <see cref="DateTimeOffset"/> as the type has it, an amount in cents; null for NULL.</param>
/// <param name="Comment">For people; the table's schema carries it, so engines show it too.</param>
public sealed record AuditColumn<TRow>(string Name, TableType Type, string Comment, Func<TRow, object?> Value);
