namespace OpenPayments.Silo;

internal static class ThreadRoom
{
    /// <summary>
    /// Chunk work keeps its threads busy for seconds. Without threads of its own above those, coordination would wait until
    /// the pool notices, half a second at a time.
    /// </summary>
    public static void Reserve(int parallelism)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, parallelism + Environment.ProcessorCount), completions);
    }
}
