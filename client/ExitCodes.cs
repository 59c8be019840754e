namespace OpenPayments.Client;

/// <summary>What the program's exit code means; scripts and schedulers rely on it.</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The work could not be done; standard error says why and what to do.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself was wrong; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>The work was done to its end, and a check of its outcome failed.</summary>
    public const int CheckFailed = 3;

    /// <summary>AWS does not know who we are: there are no credentials, or they are wrong or have expired.</summary>
    public const int Credentials = 4;

    /// <summary>Stopped by Ctrl-C or SIGTERM; the same command goes on from there.</summary>
    public const int Interrupted = 130;
}
