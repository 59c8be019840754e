using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OpenPayments.Silo.Web;

/// <summary>
/// Lets in who knows the token: as a bearer, or in a browser once by <c>?token=</c> or the form, then by a cookie. Without a
/// token the pages are on the loopback interface only, and open. Health is always open: a load balancer has no token.
/// </summary>
public sealed class DashboardAccess
{
    public const string CookieName = "openpayments_dashboard";

    private const string LoginPath = "/login";
    private static readonly TimeSpan LoginLength = TimeSpan.FromHours(12);

    private readonly byte[]? _token;
    private readonly string _session = "";

    public DashboardAccess(string? token)
    {
        if (token is null) return;
        _token = Encoding.UTF8.GetBytes(token);
        // A browser keeps a proof of the token, not the token.
        _session = Convert.ToHexStringLower(HMACSHA256.HashData(_token, "dashboard session"u8));
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (_token is null || request.Path.StartsWithSegments(HealthEndpoints.Root) || IsKnown(request))
        {
            await next(context);
            return;
        }

        if (request.Query.TryGetValue("token", out var offered) && Equals(offered, _token))
            Welcome(context, request.PathBase + request.Path);
        else if (HttpMethods.IsPost(request.Method) && request.Path == LoginPath && request.HasFormContentType
            && Equals((await request.ReadFormAsync(context.RequestAborted))["token"], _token))
            Welcome(context, "/dashboard/");
        else
            await RefuseAsync(context);
    }

    private bool IsKnown(HttpRequest request) =>
        (request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && Equals(header["Bearer ".Length..].Trim(), _token!))
        || Equals(request.Cookies[CookieName], Encoding.UTF8.GetBytes(_session));

    private void Welcome(HttpContext context, string path)
    {
        context.Response.Cookies.Append(CookieName, _session, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            MaxAge = LoginLength,
            Path = "/",
        });
        // A path that begins with two slashes would lead to another host.
        context.Response.Redirect(path.StartsWith("//", StringComparison.Ordinal) ? "/dashboard/" : path);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"""
            <!doctype html><title>OpenPayments</title>
            <form method="post" action="{LoginPath}" style="font: 16px sans-serif; margin: 20vh auto; width: 20em">
            <label>Dashboard token<br><input name="token" type="password" autofocus autocomplete="current-password" style="width: 100%"></label>
            <p><button>Open the dashboard</button></form>
            """, context.RequestAborted);
    }

    // Hashed first, so that not even the length shows in the time that a comparison takes.
    private static bool Equals(string? offered, byte[] expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(offered ?? "")), SHA256.HashData(expected));
}
