using System.Collections.Concurrent;

namespace OpenPayments.Grains.Tests.Support;

/// <summary>Loses the first call of a method to each grain, as a network would: the caller sees nothing of it.</summary>
internal sealed class DroppedCalls(string method) : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<(GrainId, GrainId?), int> _dropped = new();

    public int Count => _dropped.Count;

    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.MethodName == method && _dropped.TryAdd((context.TargetId, context.SourceId), 0) ? Task.CompletedTask : context.Invoke();
}
