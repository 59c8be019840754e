using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Coordinator;

namespace OpenPayments.Benchmarks.Tests;

public sealed class ProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-benchmarks-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Generate_WritesTheFileItsTotalsAndItsLedger()
    {
        Run("generate", "--era", "ownership-g3", "--size", "200KiB", "--bad", "0.01", _folder.FullName);

        Assert.Equal(
            ["OP_DTL_OWNRSHP_PGYR2023_P01302025.csv", "OP_DTL_OWNRSHP_PGYR2023_P01302025.csv.json", "OP_DTL_OWNRSHP_PGYR2023_P01302025.csv.ledger.jsonl"],
            _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(_folder.EnumerateFiles(), file => Assert.True(file.Length > 0));
    }

    /// <summary>The product as a whole is left out: its own tests start it.</summary>
    [Fact]
    public void Comparison_RunsEachContenderInItsOwnProcess_AndAgrees()
    {
        var output = Run("ingest-vs-duckdb", "--size", "4MiB", "--bad", "0.01", "--rounds", "2", "--work", _folder.FullName, "--only", "duckdb-plain", "duckdb-two-passes-warm", "duckdb-partitioned-warm", "chunks");

        Assert.Contains("| openpayments chunk engine, warm |", output, StringComparison.Ordinal);
        Assert.Contains("| speed of openpayments chunk engine, warm to DuckDB COPY, rules and split", output, StringComparison.Ordinal);
        Assert.Matches("chunk engine, warm, allocates: [1-9][0-9,]* bytes per million records", output);
        Assert.DoesNotContain("DuckDB COPY, rules and split, two passes, warm, allocates", output, StringComparison.Ordinal);
        Assert.Contains("median of 2 interleaved rounds", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Scaling_SaysBeforeItBegins_WhatRoomItNeeds()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Run("scaling", "--size", "1MiB", "1000000GiB", "--work", _folder.FullName));

        Assert.Contains("make room there", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Coordinator_RunsAYearWhoseStagesDoNothing()
    {
        await using var silos = await CoordinatorSilos.StartAsync(StateKind.Sqlite, parallelism: 2, TestContext.Current.CancellationToken);
        await using var silo = await silos.StartSiloAsync(chunks: 20, TestContext.Current.CancellationToken);
        Assert.True(await CoordinatorCommand.RunYearAsync(silo.Grains, 20, TestContext.Current.CancellationToken) > TimeSpan.Zero);
    }

    private static string Run(params string[] arguments) => ChildProcess.Run(Path.Combine(AppContext.BaseDirectory, "openpayments-benchmarks"), arguments).Output;
}
