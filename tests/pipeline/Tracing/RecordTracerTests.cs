using System.Collections.Immutable;
using System.Text;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tracing;
using OpenPayments.Pipeline.Tests.Validation;
using Sylvan.Data.Csv;

namespace OpenPayments.Pipeline.Tests.Tracing;

/// <summary>From a record id to the row and on to the exact bytes, of accepted and of quarantined records.</summary>
public sealed class RecordTracerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("general-g3", "record_id")]
    [InlineData("general-g0", "general_transaction_id")]
    [InlineData("research-g2", "record_id")]
    [InlineData("ownership-g1", "record_id")]
    [InlineData("removed-g1", "record_id")]
    public async Task AcceptedRecords_LeadToTheirBytesAndValues(string eraId, string idColumn)
    {
        using var file = await ValidatedFile.CreateAsync(eraId: eraId, records: 400);
        var column = file.Manifest.Landed.Layout.IndexOf(idColumn);
        var lines = await File.ReadAllLinesAsync(file.RawPath, Cancellation);
        var ids = ReadColumn(file.RawPath, column);

        foreach (var number in (int[])[1, 17, 200, 400])
        {
            var trace = Assert.Single(await TraceAsync(file, ids[number - 1]));
            Assert.True(trace.IsSound && trace.Raw.IsVerified && trace.Part.IsVerified);
            Assert.False(trace.IsQuarantined);
            Assert.Equal(number, trace.Raw.RecordNumber);
            Assert.Equal(lines[number] + "\n", trace.Raw.Text);
            Assert.Equal(lines[number] + "\n", Encoding.UTF8.GetString(trace.Raw.Bytes));
            Assert.Equal(ids[number - 1], trace.Row.Single(cell => cell.Column == idColumn).Value);
            Assert.Equal(LakeKeys.Table(Zone.Staging, file.Manifest.Landed.Id.Kind), trace.Table);
            Assert.Equal("run-1", trace.RunId);
            var chunk = file.Manifest.Landed.Chunks.Last(chunk => chunk.FirstRecordNumber <= number);
            Assert.Equal(new ChunkId(file.Manifest.Landed.Id, chunk.Index).ToString(), trace.Chunk);
            Assert.Equal(file.Manifest.Chunks[chunk.Index].Part!.Key, trace.Part.Key);
            Assert.Equal(number - chunk.FirstRecordNumber + 1, trace.Part.RowNumber);
        }
    }

    [Fact]
    public async Task QuarantinedRecords_AreFoundWithTheirFindings_EvenWithoutClearFields()
    {
        using var pipeline = new Pipeline();
        var options = GeneratorOptions.For(EraCatalog.Find("general-g3")) with { RecordCount = 600, BadShare = 0.1, Seed = 51 };
        var (generated, manifest) = await pipeline.IngestAsync(options, new IngestionSettings { ChunkSizeBytes = 100_000 });
        var rows = new List<QuarantineRow>();
        foreach (var path in pipeline.PathsOf(manifest.QuarantineParts))
        {
            await using var part = File.OpenRead(path);
            rows.AddRange(await QuarantineReader.ReadAsync(part, Cancellation));
        }

        var found = 0;
        var unreadable = 0;
        foreach (var row in rows)
        {
            // The generator's record ids; some defects take the id away.
            var id = System.Text.RegularExpressions.Regex.Match(Encoding.Latin1.GetString(row.Record.RawBytes), "\"(11000\\d{5})\"");
            if (!id.Success) continue;
            var traces = await new RecordTracer(pipeline.Store).FindAsync(id.Groups[1].Value, new TraceScope(VerifyRaw: false), cancellation: Cancellation);
            var trace = Assert.Single(traces, trace => trace.Raw.RecordNumber == row.Record.RecordNumber);
            Assert.True(trace.IsQuarantined);
            Assert.True(trace.IsSound);
            Assert.False(trace.Raw.IsVerified);
            Assert.Equal(row.Record.RawBytes, trace.Raw.Bytes);
            Assert.Equal(row.Record.Findings, trace.Findings);
            found++;
            if (trace.Row.IsEmpty) unreadable++;
        }

        Assert.True(found > 20, $"{found} of {rows.Count}");
        Assert.True(unreadable > 0);
        Assert.Equal(generated.BadCount, rows.Count);
    }

    [Fact]
    public async Task AcceptedRecordWithAWarning_SaysWhatTheRuleSaw()
    {
        using var file = await ValidatedFile.CreateAsync();
        var csv = await File.ReadAllLinesAsync(file.RawPath, Cancellation);
        var column = file.Manifest.Landed.Layout.IndexOf("recipient_state");
        var ids = ReadColumn(file.RawPath, file.Manifest.Landed.Layout.IndexOf("record_id"));
        var state = ReadColumn(file.RawPath, column)[4];
        csv[5] = csv[5].Replace($"\"{state}\"", "\"Q9\"", StringComparison.Ordinal);
        using var odd = await ValidatedFile.CreateAsync(Path.GetFileName(file.RawPath), string.Join('\n', csv) + '\n');

        var trace = Assert.Single(await TraceAsync(odd, ids[4]));

        Assert.True(trace.IsSound);
        Assert.Contains(trace.Findings, finding => finding is { RuleId: "state-code", Severity: Severity.Warn, Column: "recipient_state", Excerpt: "Q9" });
    }

    [Fact]
    public async Task ChangedCell_ShowsBothValuesAndTheWrongDigest()
    {
        using var file = await ValidatedFile.CreateAsync();
        var ids = ReadColumn(file.RawPath, file.Manifest.Landed.Layout.IndexOf("record_id"));
        file.RewritePart(0, "SELECT * REPLACE ('CHANGED' AS recipient_city) FROM part");

        var trace = Assert.Single(await TraceAsync(file, ids[1]));

        Assert.False(trace.IsSound);
        Assert.False(trace.Part.IsVerified);
        var cell = Assert.Single(trace.Row, cell => !cell.IsSame);
        Assert.Equal(("recipient_city", "CHANGED"), (cell.Column, cell.Value));
        Assert.NotEqual("CHANGED", cell.RawValue);
    }

    [Fact]
    public async Task ChangedRawFile_IsSaid()
    {
        using var file = await ValidatedFile.CreateAsync();
        var ids = ReadColumn(file.RawPath, file.Manifest.Landed.Layout.IndexOf("record_id"));
        var bytes = await File.ReadAllBytesAsync(file.RawPath, Cancellation);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(file.RawPath, bytes, Cancellation);

        var trace = Assert.Single(await TraceAsync(file, ids[0]));

        Assert.False(trace.IsSound);
        Assert.Contains("is not what was landed", trace.Raw.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SupersededPublication_IsShownOnlyWhenAskedFor()
    {
        using var pipeline = new Pipeline();
        var options = GeneratorOptions.For(EraCatalog.Find("ownership-g3")) with { RecordCount = 20, Seed = 52 };
        await pipeline.IngestAsync(options, new IngestionSettings());
        var (generated, _) = await pipeline.IngestAsync(options with { Publication = new DateOnly(2025, 6, 30) }, new IngestionSettings());
        var id = ReadColumn(Path.Combine(pipeline.SourceFolder, generated.FileName), EraCatalog.Find("ownership-g3").IndexOf("record_id"))[3];
        var tracer = new RecordTracer(pipeline.Store);

        var current = await tracer.FindAsync(id, new TraceScope(), cancellation: Cancellation);
        var all = await tracer.FindAsync(id, new TraceScope(IncludeSuperseded: true), cancellation: Cancellation);

        Assert.Equal([SubjectState.Current], current.Select(trace => trace.State));
        Assert.Equal([SubjectState.Superseded, SubjectState.Current], all.Select(trace => trace.State));
        Assert.Empty(await tracer.FindAsync(id, new TraceScope(ProgramYear: 2019), cancellation: Cancellation));
        Assert.Empty(await tracer.FindAsync("no such id", new TraceScope(), cancellation: Cancellation));
    }

    private static async Task<ImmutableArray<RecordTrace>> TraceAsync(ValidatedFile file, string id) =>
        await new RecordTracer(file.Pipeline.Store).FindAsync(id, new TraceScope(), cancellation: Cancellation);

    private static List<string> ReadColumn(string path, int column)
    {
        using var reader = CsvDataReader.Create(path);
        var values = new List<string>();
        while (reader.Read()) values.Add(reader.GetString(column));
        return values;
    }
}
