using System.ComponentModel;
using System.Text.Json;
using OpenPayments.Benchmarks.Compare;

namespace OpenPayments.Benchmarks.Polars;

/// <summary>Polars for Node.js, installed by the committed lock file into a folder of this clone when it is first asked for.</summary>
internal static class PolarsInstallation
{
    private const string LockFile = "package-lock.json";

    private static readonly string Sources = Path.Combine(Repository.Root, "benchmarks", "Polars");
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "polars");

    public static string Script => Path.Combine(Folder, "polars.js");

    public static string Version { get; } = ReadVersion();

    /// <summary>Why it is not there and what to do about it; null once it is.</summary>
    public static string? Install()
    {
        try
        {
            ChildProcess.Run("node", ["--version"]);
            if (!IsInstalled()) InstallPackages();
            File.Copy(Path.Combine(Sources, "polars.js"), Script, overwrite: true);
            return null;
        }
        catch (Win32Exception)
        {
            return "there is no node or no npm on the PATH; install Node.js 20 or newer and run it again.";
        }
        catch (InvalidOperationException failure)
        {
            return $"npm could not install the packages of benchmarks/Polars/{LockFile} (Linux on x64 only); check the network and run it again.\n{failure.Message}";
        }
    }

    private static bool IsInstalled()
    {
        var installed = Path.Combine(Folder, LockFile);
        return File.Exists(installed) && File.ReadAllText(installed) == File.ReadAllText(Path.Combine(Sources, LockFile));
    }

    /// <summary>Put in place whole, so that an interrupted install is made again.</summary>
    private static void InstallPackages()
    {
        var fresh = $"{Folder}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(fresh);
            foreach (var name in new[] { "package.json", LockFile }) File.Copy(Path.Combine(Sources, name), Path.Combine(fresh, name));
            // Not `npm ci`: it wants every platform's package, and not every registry has them all.
            ChildProcess.Run("npm", ["install", "--prefix", fresh, "--no-save", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
            if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
            Directory.Move(fresh, Folder);
        }
        finally
        {
            if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        }
    }

    private static string ReadVersion()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Sources, "package.json")));
        return package.RootElement.GetProperty("dependencies").GetProperty("nodejs-polars").GetString()!;
    }
}
