using System.Collections.Immutable;
using System.Globalization;
using DuckDB.NET.Data;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Query;

/// <summary>A column of a result: its name and DuckDB's name of its type.</summary>
public sealed record QueryColumn(string Name, string Type)
{
    private static readonly ImmutableArray<string> NumberTypes =
        ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "BIGNUM", "FLOAT", "DOUBLE", "DECIMAL"];

    public bool IsNumber => NumberTypes.Contains(Type.Split('(')[0]) && !Type.EndsWith(']');

    public bool IsFloat => Type is "FLOAT" or "DOUBLE";
}

/// <summary>
/// A DuckDB of its own in memory that may read the lake's folder and nothing else, and write nothing. DuckDB spells the
/// values itself: the client library rounds decimals that .NET's own type cannot hold.
/// </summary>
internal sealed class QuerySession : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly string _spillFolder = Path.Combine(Path.GetTempPath(), $"openpayments-query-{Guid.NewGuid():N}");

    /// <param name="viewStatements">Run before the doors are shut.</param>
    public QuerySession(string lakeFolder, IEnumerable<string> viewStatements)
    {
        _connection.Open();
        // A path is checked as a pattern first, then as the file that the pattern finds.
        Execute($"SET allowed_directories = [{LakeViews.Literal($"{lakeFolder}/")}, {LakeViews.Literal($"{LakeViews.EscapeGlob(lakeFolder)}/")}]");
        Execute($"SET temp_directory = {LakeViews.Literal(_spillFolder)}");
        Execute("SET autoinstall_known_extensions = false");
        Execute("SET autoload_known_extensions = false");
        Execute("SET enable_external_access = false");
        Execute("SET lock_configuration = true");
        foreach (var statement in viewStatements) CreateView(statement);
    }

    /// <summary>The result's columns. <c>query()</c> takes nothing but one SELECT, so no text can do more than read.</summary>
    public IReadOnlyList<QueryColumn> Describe(string sql)
    {
        try
        {
            using var reader = Read($"DESCRIBE FROM query({LakeViews.Literal(sql)})");
            var columns = new List<QueryColumn>();
            while (reader.Read()) columns.Add(new QueryColumn(reader.GetString(0), reader.GetString(1)));
            return columns;
        }
        catch (DuckDBException failure)
        {
            throw QueryErrors.Translate(PointAtFault(sql, failure));
        }
    }

    /// <summary>Runs the query; its rows come as they are found, a text or null a column.</summary>
    /// <param name="spell">What DuckDB shall make of a column's value, given an expression for that.</param>
    public IEnumerable<string?[]> Run(string sql, IReadOnlyList<QueryColumn> columns, Func<QueryColumn, string, string> spell, CancellationToken cancellation)
    {
        var names = columns.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"c{index}")).ToArray();
        var values = columns.Select((column, index) => spell(column, names[index]));
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", values)} FROM query({LakeViews.Literal(sql)}) AS result({string.Join(", ", names)})";
        command.UseStreamingMode = true;
        using var cancelling = cancellation.Register(command.Cancel);
        using var reader = Guard(command.ExecuteReader, cancellation);
        while (Guard(reader.Read, cancellation))
        {
            var row = new string?[columns.Count];
            for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
            yield return row;
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        if (Directory.Exists(_spillFolder)) Directory.Delete(_spillFolder, recursive: true);
    }

    /// <summary>Reads the columns of the first part of every year, which is all that can go wrong here.</summary>
    private void CreateView(string statement)
    {
        try
        {
            Execute(statement);
        }
        catch (DuckDBException failure)
        {
            throw QueryErrors.TranslateStorage(failure);
        }
    }

    /// <summary>DuckDB shows where in the text the fault is only when it gets the text itself; by now it is known to fail, and to be a SELECT if it parses.</summary>
    private DuckDBException PointAtFault(string sql, DuckDBException failure)
    {
        if (!QueryErrors.CanBePointedAt(failure)) return failure;
        try
        {
            Execute(sql);
            return failure;
        }
        catch (DuckDBException pointed)
        {
            return pointed;
        }
    }

    private static T Guard<T>(Func<T> action, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            return action();
        }
        catch (DuckDBException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (DuckDBException failure)
        {
            throw QueryErrors.Translate(failure);
        }
    }

    private void Execute(string statement)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private DuckDBDataReader Read(string statement)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteReader();
    }
}
