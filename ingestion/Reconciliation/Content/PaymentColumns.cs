using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Where a file has what payments are summed up by; -1 where it has no such column.</summary>
internal sealed class PaymentColumns(FileLayout layout)
{
    public int Payer { get; } = layout.IndexOf("applicable_manufacturer_or_applicable_gpo_making_payment_id");

    public int Nature { get; } = layout.IndexOf("nature_of_payment_or_transfer_of_value");

    public int Dispute { get; } = layout.IndexOf("dispute_status_for_publication");

    /// <summary>The first money column of the kind.</summary>
    public int Amount { get; } = FindAmount(layout);

    private static int FindAmount(FileLayout layout)
    {
        for (var i = 0; i < layout.Columns.Length; i++)
            if (layout.Columns[i].Type == ColumnType.Cents)
                return i;
        return -1;
    }
}
