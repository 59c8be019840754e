using System.Collections.Concurrent;

namespace OpenPayments.Grains.Tests.Support;

/// <summary>Loses the first call of a method to each grain, as a network would.</summary>
internal sealed class DroppedCalls(string method) : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<(GrainId, GrainId?), int> _dropped = new();

    public int Count => _dropped.Count;

    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.MethodName == method && _dropped.TryAdd((context.TargetId, context.SourceId), 0) ? Task.CompletedTask : context.Invoke();
}

/// <summary>Fails the calls of a method to a grain for as long as the test wants.</summary>
internal sealed class CutLine(string method, string targetKey) : IOutgoingGrainCallFilter
{
    public bool IsCut { get; set; } = true;

    public Task Invoke(IOutgoingGrainCallContext context) =>
        IsCut && context.MethodName == method && context.TargetId.Key.ToString() == targetKey ? throw new TimeoutException("The line is cut.") : context.Invoke();
}

/// <summary>Brings the calls of a method twice, as a retry would.</summary>
internal sealed class DoubledCalls(string method) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.MethodName == method) await context.Invoke();
    }
}
