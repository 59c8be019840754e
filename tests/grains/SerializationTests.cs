using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Files;
using OpenPayments.Grains.Stages;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using Orleans.Serialization;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

/// <summary>Messages and states lose nothing on their way, neither between silos nor to storage and back.</summary>
public sealed class SerializationTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 23, 1, 2, 3, 456, TimeSpan.FromHours(2));

    public static TheoryData<string> Names => [.. Messages.Keys];

    static SerializationTests() => LakeJson.Add(StateContracts.Default);

    private static readonly Dictionary<string, object> Messages = CreateMessages().ToDictionary(message => message.GetType().Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_SurvivesTheWire(string name)
    {
        using var services = new ServiceCollection().AddSerializer(serializer => serializer.AddOpenPaymentsMessages()).BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();

        var copy = serializer.Deserialize<object>(serializer.SerializeToArray<object>(Messages[name]));

        Assert.IsType(Messages[name].GetType(), copy);
        Assert.Equal(Json(Messages[name]), Json(copy));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_SurvivesStorage(string name)
    {
        var type = Messages[name].GetType();
        var copy = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(Messages[name], type, LakeJson.Options), type, LakeJson.Options)!;
        Assert.Equal(Json(Messages[name]), Json(copy));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_IsSpelledAsByReflection(string name)
    {
        var type = Messages[name].GetType();
        Assert.Equal(JsonSerializer.Serialize(Messages[name], type, Reflection), JsonSerializer.Serialize(Messages[name], type, LakeJson.Options));
    }

    [Theory]
    [InlineData(typeof(YearState))]
    [InlineData(typeof(FileState))]
    [InlineData(typeof(ChunkState))]
    [InlineData(typeof(CatalogState))]
    [InlineData(typeof(IngestionSettings))]
    [InlineData(typeof(ValidationSettings))]
    [InlineData(typeof(DriftThresholds))]
    public void WhatIsMissing_HasItsOwnDefault(Type type) =>
        Assert.Equal(Json(Activator.CreateInstance(type)!), Json(JsonSerializer.Deserialize("{}", type, LakeJson.Options)!));

    private static readonly JsonSerializerOptions Reflection = new(LakeJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    // Indented JSON of the dynamic type: every property that there is.
    private static string Json(object value) => JsonSerializer.Serialize(value, value.GetType(), LakeJson.Indented);

    private static IEnumerable<object> CreateMessages()
    {
        var drift = new HeaderDrift("general-g3", [new RenamedColumn("A", "B")], ["C"], [], ["D"]);
        var source = Source(General) with { Entry = "inner/file.csv", Drift = drift };
        var settings = new IngestionSettings { ChunkSizeBytes = 1, Codec = CompressionCodec.Snappy, RuleSeverities = new IngestionSettings().RuleSeverities.Add("npi-luhn", Severity.Warn) };
        var landed = Landed(source, 3);
        var result = Result(landed, 1);
        var validation = new ValidationReport(Verdict.Warn, 3, 2, 1, result.Amounts, result.FindingCounts, [new ValidationCheck("rows", Verdict.Warn, "hm")]);
        var summary = FileSummaries.Of(source, landed, [result], validation) with { IsCurrent = false };
        var progress = new FileProgress(General, "OP.csv", FileStage.Finished, FileOutcome.Held, 1, 2, 3, 4, 5, 6, 7, 8, Time, Time, null, "why");
        var request = new IngestRequest("run-1", [source], settings, Force: true, Requester.Current);
        var status = new FileStatus("run-1", progress, summary);

        yield return request;
        yield return progress;
        yield return status;
        yield return new FileWork("run-1", source, settings, true);
        yield return new YearProgress(2023, "run-1", RunStage.Processing, null, [progress], Time, null, "why");
        yield return new YearResult(2023, "run-1", RunOutcome.CheckFailed, [status], Time, Time, null);
        yield return new YearRun(2023, "run-1", RunOutcome.Cancelled, Time, Time);
        yield return new ChunkWork("run-1", "abc", settings, false);
        yield return new ChunkStatus(3, "run-1", "abc", ChunkStage.Failed, 1, 2, "why");
        yield return new ChunkAnswer(result);
        yield return new StageOutcome<ChunkResult>(result with { Part = null, Quarantine = null }, null);
        yield return landed;
        yield return new YearState { Request = request, Files = [status], Publishing = General.Publication, IsCancelling = true, Outcome = RunOutcome.Failed, StartedAt = Time, FinishedAt = Time, Error = "why", Next = request };
        yield return new FileState { Work = new("run-1", source, settings, true), Stage = FileStage.Validated, Outcome = FileOutcome.Published, Fingerprint = "abc", FinishedChunks = [1, 255], Summary = summary, Published = new("id", summary), StartedAt = Time };
        yield return new ChunkState { Work = new("run-1", "abc", settings, false), Stage = ChunkStage.Finished, Attempt = 2, Result = result, ClaimedAt = Time };
        yield return new CatalogState { Years = new CatalogState().Years.Add(2023, new(2023, "run-1", null, Time, null)) };
        yield return LandingState.Of("id", landed);
    }
}
