using DuckDB.NET.Data;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Query;

/// <summary>DuckDB's complaints in the form that ours have.</summary>
internal static class QueryErrors
{
    private const string NotOneSelect = "Expected a single SELECT statement";

    public static Exception Translate(DuckDBException failure)
    {
        var message = failure.Message.Split("\n\nStack Trace")[0].TrimEnd();
        if (message.StartsWith("IO Error", StringComparison.Ordinal) || (message.StartsWith("Invalid Input Error", StringComparison.Ordinal) && message.Contains(".parquet", StringComparison.Ordinal)))
            return TranslateStorage(failure);
        if (message.Contains(NotOneSelect, StringComparison.Ordinal))
            return new InputException("A query is one SELECT, or one of WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW TABLES: it reads the lake, and only ingest writes it.", failure);
        if (message.Contains("Table with name", StringComparison.Ordinal))
            message += $"\n\nThe lake's tables are: {string.Join(", ", LakeViews.Names)}.";
        return new InputException($"The query cannot be answered. {message}", failure);
    }

    public static StoreException TranslateStorage(DuckDBException failure) =>
        new($"A part of the lake cannot be read ({failure.Message.Split("\n\n")[0].TrimEnd()}): run verify to see what is wrong with the lake.", failure);

    /// <summary>Whether the text by itself is sure to fail without having done anything.</summary>
    public static bool CanBePointedAt(DuckDBException failure) =>
        failure.Message.StartsWith("Binder Error", StringComparison.Ordinal)
        || failure.Message.StartsWith("Catalog Error", StringComparison.Ordinal)
        || failure.Message.StartsWith("Parser Error: syntax error", StringComparison.Ordinal);
}
