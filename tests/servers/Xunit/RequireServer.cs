using Xunit;

namespace OpenPayments.Tests.Servers;

/// <summary>What a test does when the server that it needs is not installed.</summary>
internal static class RequireServer
{
    /// <summary>Skips the test, and fails it where <c>CI=true</c> says that everything must run.</summary>
    /// <param name="missing">What is missing and how to install it; null when all is there.</param>
    public static void Installed(string? missing)
    {
        if (missing is null) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(missing);
        Assert.Skip(missing);
    }
}
