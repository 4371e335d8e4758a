using System.Net;

namespace Saccade.Web.Tests.Api;

/// <summary>A server that other machines can reach.</summary>
public sealed class TokenTests(LiveServer server) : IAsyncLifetime
{
    private LivePage? _page;

    private LivePage Page => _page!;

    public async ValueTask InitializeAsync() =>
        _page = await LivePage.Start(new() { Models = [server.UntrainedPath], Address = IPAddress.Any });

    public async ValueTask DisposeAsync() => await Page.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/js/main.js")]
    [InlineData("/api/models")]
    [InlineData("/api/models?token=")]
    [InlineData("/api/models?token=0123456789abcdef0123456789abcdef")]
    public async Task Nothing_is_answered_without_the_token(string path)
    {
        using HttpClient client = Client();
        using HttpResponseMessage answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Open the address that 'saccade serve' printed", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_address_has_the_token_and_a_cookie_keeps_it()
    {
        using HttpClient client = Client();
        Assert.Matches("^[?]token=[0-9a-f]{32}$", Page.Address.Query);

        Assert.Contains("<title>Saccade", await client.GetStringAsync("/" + Page.Address.Query));
        Assert.Contains("untrained", await client.GetStringAsync("/api/models"));
    }

    [Fact]
    public async Task It_answers_to_no_foreign_name()
    {
        using HttpClient client = Client();
        using HttpRequestMessage request = new(HttpMethod.Get, "/" + Page.Address.Query);
        request.Headers.Host = "saccade.example";
        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public void On_loopback_there_is_no_token() => Assert.Empty(server.Address.Query);

    private HttpClient Client() => new() { BaseAddress = new UriBuilder(Page.Address) { Host = "127.0.0.1", Query = "" }.Uri };
}
