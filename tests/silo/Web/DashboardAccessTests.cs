using System.Net;
using Microsoft.AspNetCore.Http;
using OpenPayments.Silo.Web;

namespace OpenPayments.Silo.Tests.Web;

public sealed class DashboardAccessTests
{
    private const string Token = "a-token-for-tests";

    private static async Task<(int Status, HttpResponse Response)> AskAsync(string? token, string path, Action<HttpRequest>? configure = null)
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.Request.Method = "GET";
        var parts = path.Split('?');
        context.Request.Path = parts[0];
        if (parts.Length > 1) context.Request.QueryString = new QueryString($"?{parts[1]}");
        configure?.Invoke(context.Request);
        await new DashboardAccess(token).InvokeAsync(context, passed =>
        {
            passed.Response.StatusCode = (int)HttpStatusCode.NoContent;
            return Task.CompletedTask;
        });
        return (context.Response.StatusCode, context.Response);
    }

    private static string CookieOf(HttpResponse response) => response.Headers.SetCookie.ToString();

    [Fact]
    public async Task WithoutAToken_EverythingIsOpen() => Assert.Equal(204, (await AskAsync(null, "/dashboard/")).Status);

    [Theory]
    [InlineData("/health/live", 204)]
    [InlineData("/health/ready", 204)]
    [InlineData("/dashboard/", 401)]
    [InlineData("/dashboard/GrainState", 401)]
    [InlineData("/", 401)]
    [InlineData("/healthy", 401)]
    [InlineData("/dashboard/?token=", 401)]
    [InlineData("/dashboard/?token=a-token-for-test", 401)]
    [InlineData("/dashboard/?token=a-token-for-testsx", 401)]
    public async Task WithAToken_OnlyHealthIsOpen(string path, int status) => Assert.Equal(status, (await AskAsync(Token, path)).Status);

    [Theory]
    [InlineData($"Bearer {Token}", 204)]
    [InlineData($"bearer {Token}", 204)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData(Token, 401)]
    [InlineData($"Basic {Token}", 401)]
    public async Task Bearer_IsCompared(string header, int status) =>
        Assert.Equal(status, (await AskAsync(Token, "/dashboard/", request => request.Headers.Authorization = header)).Status);

    [Fact]
    public async Task Query_IsExchangedForACookie_ThatIsNotTheToken_AndOpensTheDashboard()
    {
        var (status, response) = await AskAsync(Token, $"/dashboard/?token={Token}");

        Assert.Equal((302, "/dashboard/"), (status, response.Headers.Location.ToString()));
        var cookie = CookieOf(response);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.Equal(204, (await AskAsync(Token, "/dashboard/", request => request.Headers.Cookie = cookie.Split(';')[0])).Status);
        Assert.Equal(401, (await AskAsync("another-token-here", "/dashboard/", request => request.Headers.Cookie = cookie.Split(';')[0])).Status);
        Assert.Equal(401, (await AskAsync(Token, "/dashboard/", request => request.Headers.Cookie = $"{DashboardAccess.CookieName}={Token}")).Status);
    }

    [Theory]
    [InlineData(Token, 302)]
    [InlineData("wrong", 401)]
    public async Task Form_IsExchangedForACookie(string offered, int expected)
    {
        var (status, response) = await AskAsync(Token, "/login", request =>
        {
            request.Method = "POST";
            request.ContentType = "application/x-www-form-urlencoded";
            request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"token={offered}"));
        });

        Assert.Equal((expected, expected == 302), (status, CookieOf(response).Length > 0));
    }

    [Fact]
    public async Task Redirect_LeadsToNoOtherHost() =>
        Assert.Equal("/dashboard/", (await AskAsync(Token, $"//evil.example/x?token={Token}")).Response.Headers.Location.ToString());
}
