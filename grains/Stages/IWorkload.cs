namespace OpenPayments.Grains.Stages;

/// <summary>What a silo is busy with.</summary>
public interface IWorkload
{
    /// <summary>Stage work under way or waiting for a slot: landing, chunks, validation, publishing.</summary>
    int JobCount { get; }

    /// <summary>The silo is about to leave: it takes no new work.</summary>
    bool IsStopping { get; }
}
