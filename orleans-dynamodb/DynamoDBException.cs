using Orleans;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>DynamoDB could not do what a provider asked of it; the message says in one sentence what is wrong and what to do.</summary>
[GenerateSerializer]
public sealed class DynamoDBException : Exception
{
    public DynamoDBException(string message)
        : base(message)
    {
    }

    public DynamoDBException(string message, Exception? cause)
        : base(message) => Cause = cause;

    /// <summary>
    /// What the client threw. Not the inner exception: those cross the wire between silos and clients, and Orleans cannot serialize
    /// exceptions of the AWS SDK.
    /// </summary>
    [field: NonSerialized]
    public Exception? Cause { get; }

    public override string ToString() => Cause is null ? base.ToString() : $"{base.ToString()}{Environment.NewLine}Cause: {Cause}";

    /// <summary>The sentence for a user, wherever in this exception it is; null when DynamoDB had no part in it.</summary>
    public static string? Explain(Exception? exception) => exception switch
    {
        null => null,
        DynamoDBException e => e.Message,
        AggregateException many => many.InnerExceptions.Select(Explain).FirstOrDefault(sentence => sentence is not null),
        _ => Explain(exception.InnerException),
    };
}
