using OpenPayments.Ingestion.Stores;
using Parquet;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Tells damaged bytes from a failing store: a library that reads damaged bytes may throw almost anything.</summary>
internal static class PartDamage
{
    public static bool IsWhatReadersThrow(Exception failure) =>
        failure is InvalidDataException or ParquetException or ArgumentException or IndexOutOfRangeException or InvalidCastException or NotSupportedException
            or OverflowException or NullReferenceException or KeyNotFoundException or EndOfStreamException or InvalidOperationException or ZstdNet.ZstdException or OutOfMemoryException
        || failure is IOException and not StoreException;
}
