namespace OpenPayments.Tests.Servers;

/// <summary>Where <c>install.sh</c> puts the servers.</summary>
public static class ServerTools
{
    /// <summary>The folder <c>tests/servers</c> of the clone that this program was built in.</summary>
    public static string Scripts { get; } = Path.Combine(FindRoot(), "tests", "servers");

    /// <summary>The folder <c>.tools</c> of the same clone.</summary>
    public static string Folder { get; } = Path.Combine(FindRoot(), ".tools");

    /// <summary>The sentence that says how to get a server which is not there.</summary>
    public static string HowToInstall(string name, string server) =>
        $"{name} is not installed: run tests/servers/install.sh {server} in {FindRoot()} and try again.";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OpenPayments.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds OpenPayments.sln: test servers run from a clone of the repository only.");
    }
}
