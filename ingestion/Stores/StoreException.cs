namespace OpenPayments.Ingestion.Stores;

/// <summary>The storage under the lake failed; the message names the object and what to do next.</summary>
public class StoreException : IOException
{
    public StoreException(string message) : base(message)
    {
    }

    public StoreException(string message, Exception inner) : base(message, inner)
    {
    }

    public StoreException()
    {
    }
}
