using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator.Records;

/// <summary>The parts of a kind's records, in the order in which they are drawn: a part may look at those before it.</summary>
internal static class RecordParts
{
    public static IRecordPart[] Of(GeneratorOptions options)
    {
        var (kind, year) = (options.Layout.Kind, options.ProgramYear);
        var identity = new IdentityPart(kind, year, options.Publication);
        var recipient = new RecipientPart(kind, year);
        var payer = new PayerPart();
        return kind switch
        {
            Kind.General => [identity, recipient, payer, new GeneralPart(recipient, year, options.QuotedNewlineShare), new ProductsPart(kind, payer)],
            Kind.Research =>
            [
                identity, recipient, new InvestigatorsPart(recipient, year), payer, new ResearchPart(year, options.QuotedNewlineShare), new ProductsPart(kind, payer),
            ],
            Kind.Ownership => [identity, recipient, payer, new OwnershipPart()],
            Kind.Removed => [identity],
            Kind.Profile => [new ProfilePart()],
            _ => throw new ArgumentOutOfRangeException(nameof(options), kind, null),
        };
    }

    /// <summary>One writer for each column of the layout.</summary>
    public static Cell[] CellsOf(FileLayout layout, IRecordPart[] parts) =>
        [.. layout.Columns.Select(column => parts.Select(part => part.CellFor(ColumnWords.Of(column.Name))).FirstOrDefault(cell => cell is not null)
            ?? throw new InvalidOperationException($"No part of a {layout.EraId} record writes the column '{column.Name}'."))];
}
