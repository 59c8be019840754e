namespace OpenPayments.Ingestion;

/// <summary>
/// The user's input or configuration cannot be used: the message is one paragraph that names the file and says what to do
/// next. It reaches the terminal as it is. Bad data inside a file is never this; it is a finding.
/// </summary>
public sealed class InputException : Exception
{
    public InputException(string message) : base(message)
    {
    }

    public InputException(string message, Exception inner) : base(message, inner)
    {
    }

    public InputException()
    {
    }
}
