using Microsoft.Playwright;
using OpenPayments.Browser.Tests;
using OpenPayments.Tests.Servers;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace OpenPayments.Browser.Tests;

/// <summary>One browser for all tests: the one that <c>$OPENPAYMENTS_CHROMIUM</c> names, one on the PATH, or Playwright's own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Variable = "OPENPAYMENTS_CHROMIUM";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        var path = Find() ?? _playwright.Chromium.ExecutablePath;
        if (!File.Exists(path))
        {
            _missing = $"{ServerTools.HowToInstall("A Chromium browser", "chromium")} ${Variable} names one elsewhere.";
            return;
        }

        // What the tests open is their own page, and the sandbox is not to be had in every container.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    /// <summary>A page of its own; the test is skipped without a browser, and fails where everything must run.</summary>
    public async Task<IPage> OpenAsync(BrowserNewPageOptions options)
    {
        RequireServer.Installed(_missing);
        return await _browser!.NewPageAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
