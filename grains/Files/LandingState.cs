using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Grains.Files;

/// <summary>What landing found out, kept apart from the file's run because it is large and written once.</summary>
[GenerateSerializer, Immutable, Alias("openpayments.landing-state")]
internal sealed record LandingState
{
    public const string Name = "landing";

    /// <summary>Of the source and settings that were landed; null until the first landing.</summary>
    [Id(0)]
    public string? Identity { get; init; }

    /// <summary>Without its chunks.</summary>
    [Id(1)]
    public LandedFile? Landed { get; init; }

    [Id(2)]
    public byte[] Chunks { get; init; } = [];

    public static LandingState Of(string identity, LandedFile landed) =>
        new() { Identity = identity, Landed = landed with { Chunks = [] }, Chunks = ChunkRanges.Pack(landed.Chunks) };

    public LandedFile? ToLandedFile() => Landed is null ? null : Landed with { Chunks = ChunkRanges.Unpack(Chunks) };
}
