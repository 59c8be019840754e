namespace OpenPayments.Benchmarks;

/// <summary>The clone that this program was built in: the launcher to measure, and where results are kept.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Launcher => Path.Combine(Root, "openpayments");

    /// <summary>What to type, in any clone, to measure the same again.</summary>
    public static string CommandLine => "dotnet run -c Release --project benchmarks -- " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1));

    public static void SaveResult(string name, string text)
    {
        var folder = Path.Combine(Root, "benchmarks", "results");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), text);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OpenPayments.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The benchmark program must run from within the repository: it starts ./openpayments.");
    }
}
