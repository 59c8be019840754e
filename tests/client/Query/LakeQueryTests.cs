using System.Security.Cryptography;
using System.Text.Json;
using OpenPayments.Client.Query;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Tests.Query;

public sealed class LakeQueryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("openpayments-").FullName;
    private readonly QueryLake _lake;

    public LakeQueryTests() => _lake = new QueryLake(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EmptyLake_HasAllTablesWithAllColumnsAndNoRow()
    {
        foreach (var name in LakeViews.Names)
            Assert.Equal("n\n0\n", await CsvAsync($"SELECT count(*) AS n FROM {name}"));

        var columns = await CsvAsync("SELECT column_name || ' ' || column_type FROM (DESCRIBE general_payments)");
        Assert.Contains("record_id VARCHAR", columns);
        Assert.Contains("total_amount_of_payment_usdollars DECIMAL(18,2)", columns.Replace("\"", "", StringComparison.Ordinal));
        Assert.Contains("date_of_payment DATE", columns);
        Assert.Contains("program_year INTEGER", columns);
        Assert.Contains("_offset_bytes BIGINT", columns);
        Assert.Contains("publication DATE", await CsvAsync("SELECT column_name || ' ' || column_type FROM (DESCRIBE general_payments_history)"));
        Assert.Contains("findings STRUCT(rule_id VARCHAR, severity VARCHAR, \"\"column\"\" VARCHAR, excerpt VARCHAR, reason VARCHAR)[]", await CsvAsync("SELECT column_name || ' ' || column_type FROM (DESCRIBE quarantine_research_payments)"));
    }

    [Fact]
    public async Task ShowTables_NamesThemAll()
    {
        var names = (await CsvAsync("SHOW TABLES")).TrimEnd('\n').Split('\n');

        Assert.Equal(LakeViews.Names.Order(StringComparer.Ordinal), names[1..]);
    }

    [Fact]
    public async Task Rows_OfAllYearsAndParts_AreOneTable()
    {
        await PublishAsync(2022, "2024-06-28", ("a", "1.10"), ("b", "2.20"));
        await PublishAsync(2023, "2025-01-30", ("c", "-0.05"));

        Assert.Equal("record_id,program_year,total_amount_of_payment_usdollars\na,2022,1.10\nb,2022,2.20\nc,2023,-0.05\n",
            await CsvAsync("SELECT record_id, program_year, total_amount_of_payment_usdollars FROM general_payments ORDER BY record_id"));
        Assert.Equal("sum\n3.25\n", await CsvAsync("select sum(total_amount_of_payment_usdollars) as sum from General_Payments"));
        Assert.Equal("n\n1\n", await CsvAsync("SELECT count(*) AS n FROM general_payments WHERE program_year = 2023"));
    }

    [Fact]
    public async Task ColumnsThatAnEraLacks_AreNull()
    {
        await _lake.PublishAsync(QueryLake.File(Kind.General, 2013, "2015-06-30"), ["SELECT 'old' AS record_id, 'drug' AS name_of_associated_covered_drug_or_biological1"]);
        await PublishAsync(2023, "2025-01-30", ("new", "1"));

        Assert.Equal("record_id,a,b\nnew,,1.00\nold,drug,\n", await CsvAsync(
            "SELECT record_id, name_of_associated_covered_drug_or_biological1 AS a, total_amount_of_payment_usdollars AS b FROM general_payments ORDER BY record_id"));
    }

    [Fact]
    public async Task SupersededPublication_IsHistory()
    {
        await PublishAsync(2023, "2024-06-28", ("a", "1"), ("b", "2"));
        await PublishAsync(2023, "2025-01-30", ("a", "3"));

        Assert.Equal("record_id,total_amount_of_payment_usdollars\na,3.00\n", await CsvAsync("SELECT record_id, total_amount_of_payment_usdollars FROM general_payments"));
        Assert.Equal("publication,program_year,record_id,amount\n2024-06-28,2023,a,1.00\n2024-06-28,2023,b,2.00\n2025-01-30,2023,a,3.00\n",
            await CsvAsync("SELECT publication, program_year, record_id, total_amount_of_payment_usdollars AS amount FROM general_payments_history ORDER BY ALL"));
    }

    [Fact]
    public async Task ColumnOfADriftedFile_StaysInTableAndHistory()
    {
        await _lake.PublishAsync(QueryLake.File(Kind.General, 2023, "2025-01-30"), ["SELECT 'a' AS record_id, 'x' AS brand_new"], 0, new LayoutColumn("Brand_New", "brand_new", ColumnType.Text, 0));
        await PublishAsync(2022, "2025-01-30", ("b", "1"));

        Assert.Equal("record_id,brand_new\na,x\nb,\n", await CsvAsync("SELECT record_id, brand_new FROM general_payments ORDER BY 1"));
        Assert.Equal("record_id,brand_new\na,x\nb,\n", await CsvAsync("SELECT record_id, brand_new FROM general_payments_history ORDER BY 1"));
    }

    [Fact]
    public async Task Quarantine_HasRecordsWithTheirFindings()
    {
        await _lake.PublishAsync(QueryLake.File(Kind.Ownership, 2023, "2025-01-30"), ["SELECT 'a' AS record_id"], quarantinedCount: 2);

        Assert.Equal("record_number,program_year,raw_record,rule_id,column\n1,2023,\"bad,1\\x0A\",date-format,date_of_payment\n1,2023,\"bad,1\\x0A\",npi-checksum,covered_recipient_npi\n2,2023,\"bad,2\\x0A\",date-format,date_of_payment\n2,2023,\"bad,2\\x0A\",npi-checksum,covered_recipient_npi\n",
            await CsvAsync("SELECT record_number, program_year, raw_record, f.rule_id, f.\"column\" FROM quarantine_ownership_interests, unnest(findings) AS t(f) ORDER BY ALL"));
        Assert.Equal("n,publication\n2,2025-01-30\n", await CsvAsync("SELECT count(*) AS n, publication FROM quarantine_ownership_interests_history GROUP BY publication"));
    }

    [Fact]
    public async Task LakeUnderAStrangePath_IsReadAll()
    {
        var path = Path.Combine(_folder, "it's [a] lake*?", "program_year=1999", "kind=x");
        var strange = new QueryLake(path);
        await strange.PublishAsync(QueryLake.File(Kind.General, 2023, "2025-01-30"), ["SELECT 'a' AS record_id"]);
        var output = new StringWriter();

        await new LakeQuery(strange.Store, PartFolder.Of(strange.Store)).RunAsync("SELECT record_id, program_year FROM general_payments", QueryFormat.Csv, output);
        Assert.Equal("record_id,program_year\na,2023\n", output.ToString());
        Assert.DoesNotContain("kind", await QueryAsync(strange, "SELECT column_name FROM (DESCRIBE general_payments)", QueryFormat.Csv));
    }

    [Fact]
    public async Task Csv_QuotesWhatMustBe_AndTellsNullFromEmpty()
    {
        Assert.Equal("a,\"b,c\"\n\"say \"\"hi\"\"\",\"two\nlines\"\n,\"\"\n", await CsvAsync("VALUES ('say \"hi\"', 'two' || chr(10) || 'lines'), (NULL, '')".Replace("VALUES", "SELECT col0 AS a, col1 AS \"b,c\" FROM (VALUES", StringComparison.Ordinal) + ")"));
    }

    [Fact]
    public async Task Csv_OfLargeDecimals_IsExact()
    {
        Assert.Equal("a,b,c\n9999999999999999999999999999.99,12345678901234567890123456789012345678,170141183460469231731687303715884105727\n",
            await CsvAsync("SELECT '9999999999999999999999999999.99'::DECIMAL(30,2) AS a, '12345678901234567890123456789012345678'::DECIMAL(38,0) AS b, 170141183460469231731687303715884105727 AS c"));
    }

    [Fact]
    public async Task Json_IsAnArrayOfObjects_WithExactNumbersAndIsoDates()
    {
        var text = await QueryAsync(_lake, """
            SELECT 1 AS i, '9999999999999999999999999999.99'::DECIMAL(30,2) AS d, 170141183460469231731687303715884105727 AS h, DATE '0002-11-30' AS date,
                TIMESTAMP '2024-01-02 03:04:05' AS t, 'q"é' AS "na""me", NULL AS n, true AS b, 'nan'::DOUBLE AS f, 0.5::DOUBLE AS g, [{'x': 1.10::DECIMAL(18,2)}] AS l
            UNION ALL BY NAME SELECT 2 AS i
            """, QueryFormat.Json);

        Assert.Equal("""
            [
            {"i":1,"d":9999999999999999999999999999.99,"h":170141183460469231731687303715884105727,"date":"0002-11-30","t":"2024-01-02 03:04:05","na\"me":"q\"é","n":null,"b":true,"f":"nan","g":0.5,"l":[{"x":1.10}]},
            {"i":2,"d":null,"h":null,"date":null,"t":null,"na\"me":null,"n":null,"b":null,"f":null,"g":null,"l":null}
            ]

            """, text);
        Assert.Equal(2, JsonDocument.Parse(text).RootElement.GetArrayLength());
        Assert.Equal("[]\n", await QueryAsync(_lake, "SELECT 1 AS i WHERE false", QueryFormat.Json));
    }

    [Fact]
    public async Task Table_AlignsAndSaysHowManyRows()
    {
        Assert.Equal("""
            name  amount
            ----  ------
            a       1.50
            bb     10.00
                  100.00

            3 rows.

            """, await QueryAsync(_lake, "SELECT name, amount::DECIMAL(18,2) AS amount FROM (VALUES ('a', 1.5), ('bb', 10), (NULL, 100)) AS t(name, amount)", QueryFormat.Table));
    }

    [Fact]
    public async Task Table_StopsAtItsLimitAndSaysSo()
    {
        var output = new StringWriter();
        var outcome = await new LakeQuery(_lake.Store, PartFolder.Of(_lake.Store)).RunAsync("SELECT i FROM range(1000000000) AS t(i)", QueryFormat.Table, output, tableRowLimit: 3);

        Assert.Equal(new QueryOutcome(3, IsCut: true), outcome);
        Assert.Contains("The first 3 rows.", output.ToString());
        Assert.Equal(new QueryOutcome(3, IsCut: false), await new LakeQuery(_lake.Store, PartFolder.Of(_lake.Store)).RunAsync("FROM range(3)", QueryFormat.Table, output, tableRowLimit: 3));
    }

    [Fact]
    public async Task Rows_KeepTheirOrder()
    {
        var rows = (await CsvAsync("SELECT i FROM range(300000) AS t(i) ORDER BY i DESC; -- newest first")).TrimEnd('\n').Split('\n').Skip(1).Select(int.Parse);

        Assert.Equal(Enumerable.Range(0, 300000).Reverse(), rows);
    }

    [Theory]
    [InlineData("COPY (SELECT 1) TO '{0}/out.csv'")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 1) TO '{0}/out.csv'")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '{0}/out.csv'")]
    [InlineData("SELECT 1) AS x; COPY (SELECT 1) TO '{0}/out.csv'; SELECT * FROM (SELECT 1")]
    [InlineData("SELECT 'a'') AS x; COPY (SELECT 1) TO ''{0}/out.csv''; --")]
    [InlineData("PIVOT general_payments ON program_year USING count(*); COPY (SELECT 1) TO '{0}/out.csv'")]
    [InlineData("SELECT foo FROM general_payments; COPY (SELECT 1) TO '{0}/out.csv'")]
    [InlineData("COPY (SELECT 1) TO '{0}/out.csv'; SELECT foo")]
    [InlineData("EXPORT DATABASE '{0}/out'")]
    [InlineData("ATTACH '{0}/out.db'")]
    [InlineData("CREATE TABLE t AS SELECT 1")]
    [InlineData("DROP VIEW general_payments")]
    [InlineData("SET threads = 1")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    public async Task WhatIsNotReadingTheLake_IsRefused(string sql)
    {
        await PublishAsync(2023, "2025-01-30", ("a", "1"));
        var before = Snapshot();

        await Assert.ThrowsAsync<InputException>(() => CsvAsync(sql.Replace("{0}", _folder, StringComparison.Ordinal)));

        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task WrongSql_IsExplainedInDuckDbsWords()
    {
        Assert.Contains("syntax error at or near \"SELEKT\"", await FailureAsync("SELEKT 1"));
        Assert.Contains("general_payments, quarantine_general_payments", await FailureAsync("SELECT * FROM payments"));
        Assert.Contains("one SELECT", await FailureAsync(""));
        Assert.Contains("Could not convert string 'a' to INT32", await FailureAsync("SELECT x::INT FROM (VALUES ('a')) AS t(x)"));
        var unknownColumn = await FailureAsync("SELECT record_id,\n  amount\nFROM general_payments");
        Assert.Contains("\"amount\" not found", unknownColumn);
        Assert.Contains("LINE 2:   amount\n          ^", unknownColumn);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task MissingOrDamagedPart_IsNamed(int index)
    {
        await PublishAsync(2023, "2025-01-30", ("a", "1"), ("b", "2"));
        var path = Directory.GetFiles(_folder, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ElementAt(index);
        File.Delete(path);
        Assert.Contains(Path.GetFileName(path), (await Assert.ThrowsAsync<StoreException>(() => CsvAsync("SELECT * FROM general_payments"))).Message);

        await File.WriteAllTextAsync(path, "this is no Parquet file");
        Assert.Contains(Path.GetFileName(path), (await Assert.ThrowsAsync<StoreException>(() => CsvAsync("SELECT * FROM general_payments"))).Message);
    }

    [Fact]
    public async Task PublishDuringAQuery_ChangesNothingForIt()
    {
        await PublishAsync(2023, "2024-06-28", [.. Enumerable.Range(0, 20).Select(i => ($"old{i}", "1"))]);
        var output = new PublishingWriter(() => PublishAsync(2023, "2025-01-30", ("new", "1")));

        await new LakeQuery(_lake.Store, PartFolder.Of(_lake.Store)).RunAsync("SELECT record_id FROM general_payments", QueryFormat.Csv, output);

        Assert.Equal(20, output.ToString().Split('\n').Count(line => line.StartsWith("old", StringComparison.Ordinal)));
        Assert.Equal("record_id\nnew\n", await CsvAsync("SELECT record_id FROM general_payments"));
    }

    [Fact]
    public async Task Cancelling_EndsTheQuery()
    {
        // Uncancelled, it would take days.
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LakeQuery(_lake.Store, PartFolder.Of(_lake.Store)).RunAsync(
            "SELECT sum(hash(a.i * b.i)) FROM range(10000000) AS a(i), range(10000000) AS b(i)", QueryFormat.Csv, TextWriter.Null, cancellation: source.Token));
    }

    private Task PublishAsync(int programYear, string publication, params (string Id, string Amount)[] rows) => _lake.PublishAsync(
        QueryLake.File(Kind.General, programYear, publication),
        [.. rows.Select(row => $"SELECT '{row.Id}' AS record_id, {row.Amount}::DECIMAL(18,2) AS total_amount_of_payment_usdollars, DATE '2023-05-06' AS date_of_payment, 1::BIGINT AS _record_number")]);

    private Task<string> CsvAsync(string sql) => QueryAsync(_lake, sql, QueryFormat.Csv);

    private async Task<string> FailureAsync(string sql) => (await Assert.ThrowsAsync<InputException>(() => CsvAsync(sql))).Message;

    private static async Task<string> QueryAsync(QueryLake lake, string sql, QueryFormat format)
    {
        var output = new StringWriter();
        await new LakeQuery(lake.Store, PartFolder.Of(lake.Store)).RunAsync(sql, format, output);
        return output.ToString();
    }

    private string[] Snapshot() =>
        [.. Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => File.Exists(path) ? $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}" : path)];

    /// <summary>Something else happens once the result's head has been written.</summary>
    private sealed class PublishingWriter(Func<Task> actAsync) : StringWriter
    {
        private bool _hasActed;

        public override void Write(char value)
        {
            base.Write(value);
            if (value != '\n' || _hasActed) return;
            _hasActed = true;
            actAsync().GetAwaiter().GetResult();
        }
    }
}
