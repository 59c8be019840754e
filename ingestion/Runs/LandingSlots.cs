namespace OpenPayments.Ingestion.Runs;

/// <summary>What a landing may do with slots, so that chunks are computed while their file still lands.</summary>
/// <param name="TakeSpare">How a chunk takes a slot beside landing's own.</param>
/// <param name="Count">How many slots there are, landing's own among them.</param>
/// <param name="IsAlone">Nobody else would compute the file's chunks: landing may wait for those under way, and lend them its slot meanwhile.</param>
public sealed record LandingSlots(TakeSlot TakeSpare, int Count, bool IsAlone);
