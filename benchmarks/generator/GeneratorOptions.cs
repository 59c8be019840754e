using System.Collections.Immutable;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator;

/// <summary>What file to make. The same options make the same bytes.</summary>
public sealed record GeneratorOptions
{
    /// <summary>One of <see cref="EraCatalog.Eras"/>: it decides the kind and the columns.</summary>
    public required FileLayout Layout { get; init; }

    public int ProgramYear { get; init; } = 2023;

    public DateOnly Publication { get; init; } = new(2025, 1, 30);

    /// <summary>Stop after this many records.</summary>
    public long RecordCount { get; init; } = long.MaxValue;

    /// <summary>Stop with the first record that ends at or after this size.</summary>
    public long SizeBytes { get; init; } = long.MaxValue;

    public ulong Seed { get; init; } = 1;

    public Quoting Quoting { get; init; } = Quoting.Cms;

    /// <summary>Records end with CR LF instead of LF.</summary>
    public bool UseCrLf { get; init; }

    /// <summary>Share of records that hold a defect. Nearly all of them must be rejected; the ledger says which.</summary>
    public double BadShare { get; init; }

    /// <summary>Share of records that hold an oddity as in CMS's own files: kept, with a warning.</summary>
    public double OddityShare { get; init; }

    /// <summary>Share of free texts with a line break inside their quotes. CMS's files have it in about one of 10,000.</summary>
    public double QuotedNewlineShare { get; init; } = 0.0001;

    /// <summary>Which defects to make, in turn; all that the layout allows when empty.</summary>
    public ImmutableArray<DefectSort> Defects { get; init; } = [];

    /// <summary>The year and publication that belong to an era, as CMS's archives have them.</summary>
    public static GeneratorOptions For(FileLayout layout)
    {
        var (year, publication) = layout.EraId[(layout.EraId.IndexOf('-', StringComparison.Ordinal) + 1)..] switch
        {
            "g0" => (2013, new DateOnly(2014, 12, 19)),
            "g1" => (2014, new DateOnly(2016, 6, 30)),
            "g1b" => (2015, new DateOnly(2023, 1, 20)),
            "g2" => (2018, new DateOnly(2021, 1, 22)),
            _ => (2023, new DateOnly(2025, 1, 30)),
        };
        return new GeneratorOptions { Layout = layout, ProgramYear = year, Publication = publication };
    }
}

/// <summary>Which cells stand in quotes.</summary>
public enum Quoting
{
    /// <summary>As CMS publishes: texts, dates and counts quoted; amounts and empty cells bare.</summary>
    Cms,

    /// <summary>Every cell, also the empty ones.</summary>
    All,
}
