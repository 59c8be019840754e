using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.Tests;

/// <summary>A small state.</summary>
[global::Orleans.GenerateSerializer]
public sealed record Notes
{
    [global::Orleans.Id(0)]
    public string? Text { get; init; }

    [global::Orleans.Id(1)]
    public int Count { get; init; }
}

/// <summary>Calls of a storage as an Orleans silo makes them.</summary>
public static class NotesStorage
{
    public static async Task<GrainState<Notes>> ReadAsync(this IGrainStorage storage, GrainId grain, string name = "notes")
    {
        var state = new GrainState<Notes>(new Notes());
        await storage.ReadStateAsync(name, grain, state, CancellationToken.None);
        return state;
    }

    public static Task WriteAsync(this IGrainStorage storage, GrainId grain, GrainState<Notes> state, string name = "notes") =>
        storage.WriteStateAsync(name, grain, state, CancellationToken.None);

    public static Task ClearAsync(this IGrainStorage storage, GrainId grain, GrainState<Notes> state, string name = "notes") =>
        storage.ClearStateAsync(name, grain, state, CancellationToken.None);
}
