using System.Globalization;
using System.Text.Json.Nodes;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Lineage;

/// <summary>An event and the name of its object.</summary>
public sealed record LineageEvent(string Name, JsonObject Json);

/// <summary>
/// A run in OpenLineage's words: a job for the program year, and one under it for each file, each with the event of its start
/// and that of its end. A function of the run's record and of where the lake is.
/// </summary>
public sealed class LineageEvents
{
    private const string Namespace = "openpayments";
    private const string EventUrl = LineageFacets.SpecUrl + "/2-0-2/OpenLineage.json#/$defs/RunEvent";

    private readonly RunRecord _run;
    private readonly string _lake;
    private readonly string _producer;
    private readonly LineageFacets _facets;
    private readonly Guid _yearRun;

    private LineageEvents(RunRecord run, string lake)
    {
        (_run, _lake) = (run, lake);
        _producer = $"urn:openpayments:{run.Versions.Program}";
        _facets = new LineageFacets(_producer);
        _yearRun = IdOf(run.ProgramYear.ToString(CultureInfo.InvariantCulture));
    }

    /// <param name="lake">A full path, or <c>s3://bucket/prefix</c>.</param>
    public static IEnumerable<LineageEvent> Of(RunRecord run, string lake) => new LineageEvents(run, lake).All();

    private IEnumerable<LineageEvent> All()
    {
        yield return YearEvent("START", _run.StartedAt);
        foreach (var file in _run.Files)
        {
            yield return FileEvent(file, "START", file.StartedAt ?? _run.StartedAt);
            yield return FileEvent(file, EndOf(file.Outcome), file.FinishedAt ?? _run.FinishedAt);
        }

        yield return YearEvent(EndOf(_run.Outcome), _run.FinishedAt);
    }

    private LineageEvent YearEvent(string type, DateTimeOffset at) =>
        Event("year", type, at, _yearRun, error: type == "FAIL" ? _run.Error ?? "A file failed; its own job says why." : null, YearJob("DAG"), new JsonObject(), ([], []));

    private LineageEvent FileEvent(RunFile file, string type, DateTimeOffset at)
    {
        var id = file.Source.Id;
        var (isStart, lineage) = (type == "START", new FileLineage(_facets, _lake, file));
        return Event(
            string.Create(CultureInfo.InvariantCulture, $"{id.Publication:yyyy-MM-dd}-{id.Kind.Code}"),
            type, at, IdOf(id.ToString()), isStart ? null : file.Error, Job($"ingest/{id}", "TASK"),
            new JsonObject { ["parent"] = _facets.Parent(_yearRun, YearJob(type: null)) },
            isStart ? lineage.Start() : lineage.End());
    }

    private LineageEvent Event(string name, string type, DateTimeOffset at, Guid run, string? error, JsonObject job, JsonObject runFacets, (JsonArray Inputs, JsonArray Outputs) datasets)
    {
        runFacets["processing_engine"] = _facets.Engine(_run.Versions);
        if (error is not null) runFacets["errorMessage"] = _facets.Error(error);
        return new LineageEvent($"{name}.{(type == "START" ? "start" : "end")}", new JsonObject
        {
            ["eventType"] = type,
            ["eventTime"] = at.ToString("O", CultureInfo.InvariantCulture),
            ["producer"] = _producer,
            ["schemaURL"] = EventUrl,
            ["run"] = new JsonObject { ["runId"] = run.ToString(), ["facets"] = runFacets },
            ["job"] = job,
            ["inputs"] = datasets.Inputs,
            ["outputs"] = datasets.Outputs,
        });
    }

    private JsonObject YearJob(string? type) => Job(string.Create(CultureInfo.InvariantCulture, $"ingest/{_run.ProgramYear}"), type);

    private JsonObject Job(string name, string? type)
    {
        var job = new JsonObject { ["namespace"] = Namespace, ["name"] = name };
        if (type is not null) job["facets"] = new JsonObject { ["jobType"] = _facets.Job(type) };
        return job;
    }

    /// <summary>OpenLineage wants a UUID for each run; ours is the id of a command, which several years and files share.</summary>
    private Guid IdOf(string part) => NamedGuid.Of($"openpayments/{_run.RunId}/{part}");

    private static string EndOf(string outcome) => outcome switch
    {
        "succeeded" or RunFile.Published or RunFile.Unchanged => "COMPLETE",
        "failed" or "check_failed" => "FAIL",
        _ => "ABORT",
    };
}
