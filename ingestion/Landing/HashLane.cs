using System.Security.Cryptography;

namespace OpenPayments.Ingestion.Landing;

/// <summary>SHA-256 in a lane of its own.</summary>
internal sealed class HashLane : IAsyncDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly BlockLane _lane;

    public HashLane() => _lane = new BlockLane(block =>
    {
        _hash.AppendData(block.Span);
        return ValueTask.CompletedTask;
    });

    /// <inheritdoc cref="BlockLane.AddAsync"/>
    public ValueTask AddAsync(LandingBlock block) => _lane.AddAsync(block);

    /// <summary>The hash of everything, lower-case hex.</summary>
    public async Task<string> CompleteAsync()
    {
        await _lane.CompleteAsync();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        await _lane.DisposeAsync();
        _hash.Dispose();
    }
}
