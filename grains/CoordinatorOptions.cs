namespace OpenPayments.Grains;

/// <summary>How patiently the coordinators wait for one another.</summary>
public sealed class CoordinatorOptions
{
    /// <summary>The name of the grain storage provider that the coordinators keep their state in.</summary>
    public const string StorageName = "state";

    /// <summary>How often a year looks after its files, and a file after its chunks.</summary>
    public TimeSpan PulsePeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a file may wait, from pulse to pulse, before it writes down which chunks are finished: where that is not written, the chunks are asked again.</summary>
    public TimeSpan ProgressPeriod { get; set; } = TimeSpan.Zero;

    /// <summary>After how long without a word a file asks a chunk where it stands: a report may be lost, and so may a silo.</summary>
    public TimeSpan QuietPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row a call to a grain may fail before its work counts as failed.</summary>
    public int MaxFailedCalls { get; set; } = 5;

    /// <summary>
    /// And for how long: in a cluster, calls fail until a lost silo is known to be lost. Within one process a call that fails
    /// has a reason of its own.
    /// </summary>
    public TimeSpan CallPatience { get; set; } = TimeSpan.Zero;

    /// <summary>How long a file waits for its chunks to hear that they are cancelled. One that has not heard goes on in vain.</summary>
    public TimeSpan CancelPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a silo that stops lets its work go on, so that chunks which are about done get done.</summary>
    public TimeSpan DrainPeriod { get; set; } = TimeSpan.Zero;

    internal bool IsTooOften(int failedCalls, TimeSpan failing) => failedCalls >= MaxFailedCalls && failing >= CallPatience;
}
