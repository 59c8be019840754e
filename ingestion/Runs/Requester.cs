namespace OpenPayments.Ingestion.Runs;

/// <summary>Who asked for something, where, and with which version of the program.</summary>
public sealed record Requester(string User, string Host, string Version)
{
    /// <summary>Whoever runs this process.</summary>
    public static Requester Current { get; } = new(Environment.UserName, Environment.MachineName, ProductVersion.Current);
}
