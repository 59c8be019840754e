using System.Collections.Immutable;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Report;

/// <summary>One recorded run of the year.</summary>
/// <param name="By">The account that asked for it; null when an older version did.</param>
/// <param name="Outcomes">Files by what became of them.</param>
public sealed record RunFigures(string RunId, string Command, string? By, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string Outcome, ImmutableSortedDictionary<string, int> Outcomes)
{
    /// <summary>The last ones, newest first.</summary>
    public static async Task<ImmutableArray<RunFigures>> ReadAsync(IObjectStore store, int programYear, CancellationToken cancellation)
    {
        var runs = ImmutableArray.CreateBuilder<RunFigures>();
        foreach (var id in (await RunRecords.ListAsync(store, programYear, cancellation)).Reverse().Take(ReportLimits.Runs))
            if (await RunRecords.ReadAsync(store, programYear, id, cancellation) is { } run)
                runs.Add(Of(run));
        return runs.ToImmutable();
    }

    private static RunFigures Of(RunRecord run) => new(
        run.RunId, run.Command, run.RequestedBy?.User, run.StartedAt, run.FinishedAt, run.Outcome,
        run.Files.GroupBy(file => file.Outcome).ToImmutableSortedDictionary(outcome => outcome.Key, outcome => outcome.Count(), StringComparer.Ordinal));
}
