namespace OpenPayments.Grains.Stages;

/// <summary>What came of stage work: a result or, in words, why there is none. Neither means that the work was withdrawn.</summary>
[GenerateSerializer, Immutable, Alias("openpayments.stage-outcome`1")]
internal sealed record StageOutcome<T>(T? Result, string? Error)
    where T : class;
