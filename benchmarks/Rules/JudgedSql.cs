using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Rules;

/// <summary>The queries that judge a CSV's records, over columns that were all read as text.</summary>
/// <param name="source">What stands behind FROM.</param>
/// <param name="dateOf">SQL for a column's date; null when the source has the typed dates beside their text.</param>
internal sealed class JudgedSql(FileLayout layout, int programYear, DateOnly publication, string source, Func<string, string>? dateOf)
{
    /// <summary>Dates, and what they are called once they are typed.</summary>
    public static IReadOnlyDictionary<string, string> TypedDates { get; } = new Dictionary<string, string>
    {
        ["date_of_payment"] = "t_date",
        ["payment_publication_date"] = "t_publication",
    };

    private static readonly (string Column, string Typed, string Type)[] TypedNumbers =
    [
        ("total_amount_of_payment_usdollars", "t_amount", "DECIMAL(18, 2)"),
        ("number_of_payments_included_in_total_amount", "t_count", "INTEGER"),
        ("program_year", "t_year", "INTEGER"),
    ];

    private static readonly Dictionary<string, string> TypedColumns =
        TypedDates.Concat(TypedNumbers.Select(number => KeyValuePair.Create(number.Column, number.Typed))).ToDictionary();

    /// <summary>The accepted records, typed.</summary>
    public string Accepted => $"SELECT {TypedNames}, {RuleSql.Warnings(programYear, publication)} AS warning FROM {Judged} WHERE reject IS NULL";

    /// <summary>The rejected records as they are, with the rule that rejects them.</summary>
    public string Rejected => $"SELECT {string.Join(", ", layout.Columns.Select(column => column.Name))}, reject FROM {Judged} WHERE reject IS NOT NULL";

    /// <summary>All records, typed; those that are rejected keep the text that could not be.</summary>
    public string Both => $"SELECT {TypedNames}, {RuleSql.Warnings(programYear, publication)} AS warning, {RawOfRejected}, reject, reject IS NOT NULL AS is_bad FROM {Judged}";

    private string Judged => $"(SELECT *, {RuleSql.Rejects(programYear)} AS reject FROM (SELECT *, {string.Join(", ", Typed)}, TRY_CAST(covered_recipient_npi AS BIGINT) AS t_npi FROM {source}))";

    private IEnumerable<string> Typed =>
        [.. TypedNumbers.Select(number => $"TRY_CAST({number.Column} AS {number.Type}) AS {number.Typed}"), .. dateOf is null ? [] : TypedDates.Select(date => $"{dateOf(date.Key)} AS {date.Value}")];

    private string TypedNames => string.Join(", ", layout.Columns.Select(column => TypedColumns.TryGetValue(column.Name, out var typed) ? $"{typed} AS {column.Name}" : column.Name));

    private static string RawOfRejected => string.Join(", ", TypedColumns.Select(column => $"CASE WHEN reject IS NOT NULL THEN {column.Key} END AS raw_{column.Value}"));
}
