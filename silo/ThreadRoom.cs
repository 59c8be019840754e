namespace OpenPayments.Silo;

/// <summary>Threads of the pool for a process that works on chunks.</summary>
public static class ThreadRoom
{
    /// <summary>
    /// Chunk work keeps its threads busy for seconds, and so do the reads ahead of it and the writes after it. Without threads
    /// of its own above those, coordination would wait until the pool notices, half a second at a time.
    /// </summary>
    public static void Reserve(int parallelism)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, 4 * parallelism + Environment.ProcessorCount), completions);
    }
}
