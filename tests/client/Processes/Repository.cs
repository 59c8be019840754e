namespace OpenPayments.Client.Tests.Processes;

/// <summary>Where things are, seen from a running test.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Samples => Path.Combine(Root, "samples");

    public static string Launcher => Path.Combine(Root, "openpayments");

    /// <summary>The program that <c>test.sh</c> names, as users start it, or else the one that was built together with these tests.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("OPENPAYMENTS_TEST_PROGRAM") is { Length: > 0 } program
        ? program
        : Path.Combine(Root, "client", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "openpayments.dll");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OpenPayments.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds OpenPayments.sln.");
    }
}
