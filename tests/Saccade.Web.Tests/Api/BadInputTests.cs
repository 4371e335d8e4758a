using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Saccade.Web.Tests.Api;

/// <summary>Whatever is sent, the answer says what was wrong, and the next request is served.</summary>
public sealed class BadInputTests(LiveServer server)
{
    private const string Pixel = "\"width\":1,\"height\":1,\"pixels\":[0]";

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("null", "The body was null")]
    [InlineData("[]", "line 1")]
    [InlineData("{", "line 1")]
    [InlineData("{\"width\":\"a\"}", "$.width")]
    [InlineData("{\"width\":1e99}", "$.width")]
    [InlineData("{\"colour\":1}", "$.colour")]
    [InlineData("{\"height\":1,\"pixels\":[0]}", "width was missing; it may be 1 to 512")]
    [InlineData("{\"width\":0,\"height\":1,\"pixels\":[]}", "width was 0; it may be 1 to 512")]
    [InlineData("{\"width\":1,\"height\":513,\"pixels\":[]}", "height was 513; it may be 1 to 512")]
    [InlineData("{\"width\":2,\"height\":1,\"pixels\":[0]}", "pixels holds 1 values; an image of 2×1 has 2")]
    [InlineData("{\"width\":1,\"height\":1,\"pixels\":\"AAAA\"}", "pixels holds 3 values; an image of 1×1 has 1")]
    [InlineData("{\"width\":1,\"height\":1}", "pixels is not an image")]
    [InlineData("{\"width\":1,\"height\":1,\"pixels\":null}", "pixels is not an image")]
    [InlineData("{\"width\":1,\"height\":1,\"pixels\":\"~~~\"}", "pixels is not an image")]
    [InlineData("{\"width\":1,\"height\":1,\"pixels\":\"\\ud800\"}", "pixels is not an image")]
    [InlineData("{" + Pixel + ",\"policy\":\"\\ud800\"}", "$.policy")]
    [InlineData("{" + Pixel + ",\"model\":\"\\ud800\"}", "$.model")]
    [InlineData("{" + Pixel + ",\"\\ud800\":1}", "line 1")]
    [InlineData("{\"width\":1,\"height\":1,\"pixels\":[256]}", "pixels is not an image")]
    [InlineData("{\"width\":1,\"height\":1,\"pixels\":[0.5]}", "pixels is not an image")]
    [InlineData("{\"width\":1,\"height\":1,\"pixels\":[\"0\"]}", "pixels is not an image")]
    [InlineData("{\"width\":1,\"height\":1,\"pixels\":{\"0\":1}}", "pixels is not an image")]
    [InlineData("{" + Pixel + ",\"glimpses\":0}", "glimpses was 0; it may be 1 to 64")]
    [InlineData("{" + Pixel + ",\"glimpses\":65}", "glimpses was 65; it may be 1 to 64")]
    [InlineData("{" + Pixel + ",\"policy\":\"best\"}", "policy was 'best'; it may be mean, sample or random")]
    [InlineData("{" + Pixel + ",\"model\":\"untrained\",\"first\":[0]}", "first may be two numbers")]
    [InlineData("{" + Pixel + ",\"model\":\"untrained\",\"first\":[0,1.5]}", "first may be two numbers")]
    [InlineData("{" + Pixel + ",\"first\":[0,0]}", "this model's first location is centre")]
    [InlineData("{" + Pixel + ",\"seed\":1.5}", "$.seed")]
    public async Task A_look_that_cannot_be_is_refused_with_the_reason(string body, string reason) =>
        AssertProblem(await Post(body), HttpStatusCode.BadRequest, reason);

    [Fact]
    public async Task Deep_nesting_is_refused() =>
        AssertProblem(await Post("{\"pixels\":" + new string('[', 10_000)), HttpStatusCode.BadRequest, "line 1");

    [Theory]
    [InlineData("nobody")]
    [InlineData("../reader")]
    [InlineData("/etc/passwd")]
    public async Task An_unknown_model_is_not_found(string model) => AssertProblem(
        await Post($"{{{Pixel},\"model\":{JsonSerializer.Serialize(model)}}}"), HttpStatusCode.NotFound, "there are reader, untrained");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("image/png")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_refused(string type) =>
        AssertProblem(await Post($"{{{Pixel}}}", type), HttpStatusCode.UnsupportedMediaType, "it may be application/json");

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/look")
        {
            Content = new StringContent(new string(' ', (2 << 20) + 1), System.Text.Encoding.UTF8, "application/json"),
        };
        // The server refuses it by its length, and hangs up on whoever continues to send: the body waits for the answer.
        request.Headers.ExpectContinue = true;
        AssertProblem(await server.Client.SendAsync(request), HttpStatusCode.RequestEntityTooLarge, "A body may have 2097152 bytes");
    }

    [Theory]
    [InlineData("/api/samples?count=0", 400, "count was '0'; it may be a whole number from 1 to 100")]
    [InlineData("/api/samples?count=many", 400, "count was 'many'")]
    [InlineData("/api/samples?offset=-1", 400, "offset was '-1'")]
    [InlineData("/api/samples?offset=500", 400, "from 0 to 499")]
    [InlineData("/api/samples?model=nobody", 404, "there are reader, untrained")]
    [InlineData("/api/samples?model=a%1Bb", 404, "'a b'; there are reader, untrained")]
    [InlineData("/api/runs/nothing", 404, "there are reader")]
    [InlineData("/api/runs/..%2Freader", 404, "there are reader")]
    [InlineData("/api/runs/reader/metrics.csv", 404, "nothing at this address")]
    [InlineData("/api/look", 405, "This address takes POST")]
    [InlineData("/api/nothing", 404, "nothing at this address")]
    [InlineData("/index.html", 404, "nothing at this address")]
    [InlineData("/js", 404, "nothing at this address")]
    [InlineData("/js/..%2f..%2fetc%2fpasswd", 404, "nothing at this address")]
    public async Task What_is_not_there_is_refused_with_the_reason(string path, int status, string reason) =>
        AssertProblem(await server.Client.GetAsync(path), (HttpStatusCode)status, reason);

    [Fact]
    public async Task A_foreign_host_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/models");
        request.Headers.Host = "saccade.example";
        AssertProblem(await server.Client.SendAsync(request), HttpStatusCode.MisdirectedRequest, "The host was 'saccade.example'");
    }

    private async Task<HttpResponseMessage> Post(string body, string type = "application/json")
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await server.Client.PostAsync("/api/look", content);
    }

    private static void AssertProblem(HttpResponseMessage response, HttpStatusCode status, string reason)
    {
        using (response)
        {
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            using JsonDocument problem = JsonDocument.Parse(response.Content.ReadAsStream());
            Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
            Assert.NotEmpty(problem.RootElement.GetProperty("title").GetString()!);
            Assert.Contains(reason, problem.RootElement.GetProperty("detail").GetString());
        }
    }
}
