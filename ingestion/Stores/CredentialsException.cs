namespace OpenPayments.Ingestion.Stores;

/// <summary>The store cannot tell who we are: there are no credentials, or they are wrong or have expired. Trying again is of no use.</summary>
public sealed class CredentialsException : StoreException
{
    public CredentialsException(string message) : base(message)
    {
    }

    public CredentialsException(string message, Exception inner) : base(message, inner)
    {
    }

    public CredentialsException()
    {
    }
}
