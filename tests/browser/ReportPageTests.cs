using Microsoft.Playwright;

namespace OpenPayments.Browser.Tests;

/// <summary>The report as people see it: in light and dark, on a telephone, and printed.</summary>
public sealed class ReportPageTests(Chromium chromium, ReportFixture report)
{
    private const int Wide = 1200;
    private const int Narrow = 375;

    [Theory]
    [InlineData("light", Wide, ColorScheme.Light, Media.Screen)]
    [InlineData("dark", Wide, ColorScheme.Dark, Media.Screen)]
    [InlineData("mobile", Narrow, ColorScheme.Light, Media.Screen)]
    [InlineData("print", 800, ColorScheme.Dark, Media.Print)]
    public async Task Page_IsWholeReadableAndAlone(string name, int width, ColorScheme scheme, Media media)
    {
        var page = await chromium.OpenAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme });
        var (messages, requests) = (new List<string>(), new List<string>());
        page.Console += (_, message) => messages.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => messages.Add(error);
        page.Request += (_, request) => requests.Add(request.Url);
        var url = new Uri(report.Page).AbsoluteUri;

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = media, ColorScheme = scheme });
        await page.GotoAsync(url);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
        var picture = await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"report-{name}.png"), FullPage = true });

        Assert.Equal("Open Payments 2016: warn", await page.TitleAsync());
        Assert.Empty(messages);
        Assert.Equal([url], requests.Where(request => !request.StartsWith("data:", StringComparison.Ordinal)));
        Assert.True(picture.Length > 50_000, $"The picture of the page has {picture.Length} bytes: there is hardly anything on it.");
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        foreach (var heading in await page.Locator("h1, h2, h3, h4").AllAsync())
            Assert.True(await heading.IsVisibleAsync(), $"The heading '{await heading.InnerTextAsync()}' is not to be seen.");
        Assert.Equal(
            (string[])["Files", "Proof", "Quarantine", "Drift", "Payments", "Previous publication", "Profiles", "Runs"],
            await page.Locator("main h2").AllInnerTextsAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>(Contrast.Script));
        Assert.Equal(media == Media.Screen, await page.Locator("nav").IsVisibleAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task WhatTheLakeHolds_IsShownAsText()
    {
        var page = await chromium.OpenAsync(new BrowserNewPageOptions());
        await page.GotoAsync(new Uri(report.Page).AbsoluteUri);

        Assert.Equal(0, await page.Locator("script, img, iframe, object, embed, form").CountAsync());
        Assert.True(await page.GetByText("<script>document.title='taken'</script>").CountAsync() > 0);
        Assert.Equal("<img src=https://example.org/ onerror=document.title='taken'>", await page.Locator("#quarantine mark").First.TextContentAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task ContentsAndDetails_WorkByKeyboard()
    {
        var page = await chromium.OpenAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = Wide, Height = 600 } });
        await page.GotoAsync(new Uri(report.Page).AbsoluteUri);

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Quarantine" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.EndsWith("#quarantine", page.Url, StringComparison.Ordinal);
        var summary = page.Locator("#quarantine summary").First;
        await summary.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.Locator("#quarantine mark").First.IsVisibleAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Pictures_HaveNamesForThoseWhoDoNotSeeThem()
    {
        var page = await chromium.OpenAsync(new BrowserNewPageOptions());
        await page.GotoAsync(new Uri(report.Page).AbsoluteUri);

        Assert.Equal(1, await page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Dollars by month, 2016" }).CountAsync());
        Assert.Equal(2, await page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Dollars by state of the recipient" }).CountAsync());
        Assert.Equal(0, await page.Locator("svg:not([role=img]):not([aria-hidden=true]):not([aria-hidden=true] svg)").CountAsync());
        Assert.Equal(0, await page.Locator("table:not(:has(> caption))").CountAsync());
        await page.CloseAsync();
    }
}
