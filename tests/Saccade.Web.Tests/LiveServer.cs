using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Saccade.Experiments.Runs;
using Saccade.Torch.Native;

[assembly: AssemblyFixture(typeof(Saccade.Web.Tests.LiveServer))]
[assembly: AssemblyFixture(typeof(Saccade.Web.Tests.Pages.Chromium))]
// One model computes at a time, and a browser waits for two cores: side by side the tests would only disturb each other.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace Saccade.Web.Tests;

/// <summary>
/// The live page with two models, <c>reader</c> and <c>untrained</c>, and the run of the first, as the tests find it on a port of loopback.
/// </summary>
public sealed class LiveServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LivePage? _page;
    private HttpClient? _client;

    public Uri Address => _page!.Address;

    public HttpClient Client => _client!;

    public string ReaderPath => _folder["reader"];

    public string UntrainedPath => _folder["untrained.safetensors"];

    public async ValueTask InitializeAsync()
    {
        NativeTorch.Load();
        TestModels.TrainReader(ReaderPath);
        TestModels.WriteUntrained(UntrainedPath);
        _page = await LivePage.Start(new() { Models = [ReaderPath, UntrainedPath] });
        _client = new() { BaseAddress = _page.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_page is not null)
        {
            await _page.DisposeAsync();
        }
        _folder.Dispose();
    }

    /// <summary>A model as the server knows it, for the tests to look with themselves.</summary>
    internal TrainedModel Open(string id) => TrainedModel.Open(id == "reader" ? ReaderPath : UntrainedPath);

    internal async Task<JsonElement> Get(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Lets a model look; the answer must be a trace.</summary>
    internal async Task<JsonElement> Look(object request)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync("/api/look", request);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
