using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Lineage;

/// <summary>The datasets of one file's job: raw file in, rows and quarantine out.</summary>
internal sealed class FileLineage(LineageFacets facets, string lake, RunFile file)
{
    private readonly LineageDataset _input = file.Landed is { } landed ? LineageDataset.In(lake, landed.RawKey) : LineageDataset.At(file.Source.Path);

    /// <summary>By name alone, as far as a job knows them when it starts.</summary>
    public (JsonArray Inputs, JsonArray Outputs) Start() => ([Named(_input)], [Named(Table(Zone.Staging)), Named(Table(Zone.Quarantine))]);

    public (JsonArray Inputs, JsonArray Outputs) End() => ([Input()], [Output(Zone.Staging), Output(Zone.Quarantine)]);

    private JsonObject Input()
    {
        var input = Named(_input);
        input["facets"] = new JsonObject { ["schema"] = facets.Schema(file.Source.Layout) };
        if (file is not { Landed: { } landed, Validation: { } validation }) return input;
        var sums = validation.Amounts.Select(amount => LineageFacets.Sum(
            SourceNameOf(landed, amount.Column), amount.AcceptedCents + amount.QuarantinedCents, validation.ScannedCount, amount.UnreadableCount));
        input["inputFacets"] = new JsonObject
        {
            ["dataQualityMetrics"] = facets.Quality("DataQualityMetricsInputDatasetFacet", "1-0-3", validation.ScannedCount, landed.LengthBytes, 1, sums),
        };
        return input;
    }

    private JsonObject Output(Zone zone)
    {
        var output = Named(Table(zone));
        var content = new JsonObject
        {
            ["schema"] = facets.Schema(zone == Zone.Staging ? TableSchemas.Staging(file.Source.Layout) : TableSchemas.Quarantine),
            ["storage"] = facets.Delta(),
        };
        output["facets"] = content;
        if (file.Landed is { } landed)
            content["columnLineage"] = facets.Columns(zone == Zone.Staging ? ColumnLineage.OfRows(landed, _input) : ColumnLineage.OfQuarantine(landed, _input));
        if (file.Publication is { } publication && (zone == Zone.Staging ? publication.TableVersion : publication.QuarantineVersion) is { } version)
            content["version"] = facets.Version(version);
        // What was not published was written to no table, and an unchanged file by another run.
        if (file is { Outcome: RunFile.Published, Validation: { } validation }) AddStatistics(output, content, zone, validation);
        return output;
    }

    private void AddStatistics(JsonObject output, JsonObject content, Zone zone, Reconciliation.ValidationReport validation)
    {
        var isStaging = zone == Zone.Staging;
        ImmutableArray<LakeObject> parts = [.. file.Chunks.Select(chunk => isStaging ? chunk.Part : chunk.Quarantine).OfType<LakeObject>()];
        var rowCount = isStaging ? validation.AcceptedCount : validation.QuarantinedCount;
        // Quarantine keeps bytes and has no column of money.
        var sums = isStaging ? validation.Amounts.Select(amount => LineageFacets.Sum(amount.Column, amount.AcceptedCents, rowCount, unreadableCount: 0)) : [];
        content["dataQualityMetrics"] = facets.Quality("DataQualityMetricsDatasetFacet", "1-0-0", rowCount, parts.Sum(part => part.LengthBytes), parts.Length, sums);
        output["outputFacets"] = new JsonObject { ["outputStatistics"] = facets.Written(rowCount, parts) };
    }

    private LineageDataset Table(Zone zone) => LineageDataset.In(lake, LakeKeys.Table(zone, file.Source.Id.Kind));

    private static string SourceNameOf(LandedFile landed, string column) =>
        landed.Layout.IndexOf(column) is >= 0 and var index ? landed.Layout.Columns[index].SourceName : column;

    private static JsonObject Named(LineageDataset dataset) => new() { ["namespace"] = dataset.Namespace, ["name"] = dataset.Name };
}
