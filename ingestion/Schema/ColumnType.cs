namespace OpenPayments.Ingestion.Schema;

/// <summary>How a column is typed in the lake. Identifiers stay <see cref="Text"/>: leading zeros are part of them.</summary>
public enum ColumnType
{
    /// <summary>UTF-8 text, exactly as published.</summary>
    Text,

    /// <summary>Days since 1970-01-01; published as <c>MM/DD/YYYY</c>; Parquet DATE.</summary>
    Date,

    /// <summary>US dollars as whole cents; Parquet DECIMAL(18,2).</summary>
    Cents,

    /// <summary>A count; Parquet INT32.</summary>
    Int32,

    /// <summary>A position or length in bytes or records; Parquet INT64. Only provenance columns have it.</summary>
    Int64,
}
