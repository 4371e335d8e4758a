using System.Net;
using System.Net.Http.Headers;

namespace Saccade.Web.Tests.Api;

public sealed class HeaderTests(LiveServer server)
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/js/main.js", "text/javascript")]
    [InlineData("/icon.svg", "image/svg+xml")]
    [InlineData("/openapi.json", "application/json")]
    [InlineData("/api/models", "application/json")]
    [InlineData("/api/nothing", "application/problem+json")]
    public async Task Every_answer_keeps_browsers_strict(string path, string type)
    {
        using HttpResponseMessage response = await server.Client.GetAsync(path);

        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Empty(response.Headers.Server);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Nothing_of_the_page_comes_from_elsewhere_or_is_inline()
    {
        string html = await server.Client.GetStringAsync("/");

        Assert.DoesNotContain("://", html);
        Assert.DoesNotContain(" style=", html);
        Assert.DoesNotContain("<style", html);
        Assert.DoesNotContain(" onclick=", html);
        Assert.DoesNotMatch("<script(?![^>]* src=\"/)", html);
        Assert.DoesNotContain("://", await server.Client.GetStringAsync("/page.css"));
    }

    [Fact]
    public async Task A_part_of_the_page_is_sent_once()
    {
        using HttpResponseMessage first = await server.Client.GetAsync("/page.css");
        using HttpRequestMessage again = new(HttpMethod.Get, "/page.css");
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));
        using HttpResponseMessage second = await server.Client.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public void It_listens_on_loopback_by_default()
    {
        Assert.Equal(IPAddress.Loopback, new LivePageOptions { Models = [] }.Address);
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(server.Address.Host)));
    }
}
