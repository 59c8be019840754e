namespace OpenPayments.Grains.Files;

/// <summary>The chunks of a file that were asked for and have not ended, and the silo on which each is.</summary>
internal sealed class ChunkFlight
{
    private readonly Dictionary<int, Flight> _chunks = [];

    public IEnumerable<int> Indexes => _chunks.Keys;

    public bool Has(int index) => _chunks.ContainsKey(index);

    public int CountOn(SiloAddress silo) => _chunks.Values.Count(chunk => silo.Equals(chunk.Silo));

    /// <summary>The chunks on a silo, those asked for last first.</summary>
    public IEnumerable<int> On(SiloAddress silo) => _chunks.Where(chunk => silo.Equals(chunk.Value.Silo)).Select(chunk => chunk.Key).OrderDescending();

    public SiloAddress? SiloOf(int index) => _chunks.GetValueOrDefault(index).Silo;

    /// <summary>A chunk is being asked; what it failed to answer before is still held against it.</summary>
    /// <param name="silo">Where it is meant to be.</param>
    public void Asked(int index, SiloAddress silo, DateTimeOffset at) => _chunks[index] = _chunks.GetValueOrDefault(index) with { At = at, Silo = silo, IsRefused = false };

    /// <summary>A chunk said that it is on its way.</summary>
    /// <param name="silo">Where it is.</param>
    public void Heard(int index, SiloAddress? silo, DateTimeOffset at) => _chunks[index] = new Flight { At = at, Silo = silo };

    /// <summary>A silo that is about to leave did not take the chunk.</summary>
    public void Refused(int index) => _chunks[index] = _chunks.GetValueOrDefault(index) with { Silo = null, IsRefused = true };

    /// <summary>A chunk could not be asked; returns how often in a row, and since when.</summary>
    public (int Count, DateTimeOffset Since) Missed(int index, DateTimeOffset at)
    {
        var flight = _chunks.GetValueOrDefault(index);
        flight = flight with { FailedCalls = flight.FailedCalls + 1, FailingSince = flight.FailedCalls == 0 ? at : flight.FailingSince };
        _chunks[index] = flight;
        return (flight.FailedCalls, flight.FailingSince);
    }

    public void Ended(int index) => _chunks.Remove(index);

    /// <summary>The chunks that must be asked: nothing was heard of them since then, they could not be asked, or their silo is gone.</summary>
    public List<int> QuietSince(DateTimeOffset time, Predicate<SiloAddress> isGone) =>
    [
        .. _chunks.Where(chunk => chunk.Value.At <= time || chunk.Value.FailedCalls > 0 || chunk.Value.IsRefused || (chunk.Value.Silo is { } silo && isGone(silo)))
            .Select(chunk => chunk.Key).Order(),
    ];

    public void Clear() => _chunks.Clear();

    private readonly record struct Flight(DateTimeOffset At, SiloAddress? Silo, bool IsRefused, int FailedCalls, DateTimeOffset FailingSince);
}
