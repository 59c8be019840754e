namespace OpenPayments.Grains.Files;

/// <summary>The chunks of a file that were asked for and have not ended.</summary>
internal sealed class ChunkFlight
{
    private readonly Dictionary<int, Flight> _chunks = [];

    public int Count => _chunks.Count;

    public IEnumerable<int> Indexes => _chunks.Keys;

    public bool Has(int index) => _chunks.ContainsKey(index);

    /// <summary>A chunk is being asked; what it failed to answer before is still held against it.</summary>
    public void Asked(int index, DateTimeOffset at) => _chunks[index] = new(at, _chunks.GetValueOrDefault(index).FailedCalls);

    /// <summary>A chunk said that it is on its way.</summary>
    public void Heard(int index, DateTimeOffset at) => _chunks[index] = new(at, FailedCalls: 0);

    /// <summary>A chunk could not be asked; returns how often in a row.</summary>
    public int Missed(int index)
    {
        var flight = _chunks.GetValueOrDefault(index);
        _chunks[index] = flight with { FailedCalls = flight.FailedCalls + 1 };
        return flight.FailedCalls + 1;
    }

    public void Ended(int index) => _chunks.Remove(index);

    /// <summary>The chunks that nothing was heard of since then, or that could not be asked at all.</summary>
    public List<int> QuietSince(DateTimeOffset time) =>
        [.. _chunks.Where(chunk => chunk.Value.At <= time || chunk.Value.FailedCalls > 0).Select(chunk => chunk.Key).Order()];

    public void Clear() => _chunks.Clear();

    private readonly record struct Flight(DateTimeOffset At, int FailedCalls);
}
