using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Saccade.Web.Api;
using Saccade.Web.Http;
using Saccade.Web.Rollouts;

namespace Saccade.Web;

/// <summary>
/// The live page: one draws a digit and watches models look at it. A web server with the page, all of whose parts are in
/// this assembly, and the JSON interface behind it, which <c>/openapi.json</c> describes.
/// </summary>
public sealed class LivePage : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LiveModels _models;

    private LivePage(WebApplication app, LiveModels models) => (_app, _models) = (app, models);

    /// <summary>Where the page is.</summary>
    public Uri Address
    {
        get
        {
            IFeatureCollection features = _app.Services.GetRequiredService<IServer>().Features;
            return new(features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        }
    }

    /// <summary>What is shown, one line a model: its name and what it looks at.</summary>
    public IReadOnlyList<string> Descriptions => [.. _models.All.Select(model => model.Description)];

    /// <summary>Loads the models, runs each once to warm it up, and begins to listen.</summary>
    /// <exception cref="SaccadeException">A model or run cannot be read or shown, or the address cannot be listened on.</exception>
    public static async Task<LivePage> Start(LivePageOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        LiveModels models = LiveModels.Open(options.Models, options.Threads);
        try
        {
            LiveRuns runs = LiveRuns.Open([.. options.Runs, .. models.RunFolders]);
            WebApplication app = Build(options, models, runs);
            await Listen(app, options, cancellation);
            return new(app, models);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <summary>Stops listening and frees the models.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _models.Dispose();
    }

    private static WebApplication Build(LivePageOptions options, LiveModels models, LiveRuns runs)
    {
        // The empty builder: no settings from files or the environment, nothing served from the current folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RolloutRequest.MostBytes;
            kestrel.Limits.MaxConcurrentConnections = 1000;
            kestrel.Listen(options.Address, options.Port);
        });
        builder.Services.AddRoutingCore();
        WebApplication app = builder.Build();
        app.UseSecurityHeaders();
        app.UseProblems();
        if (IPAddress.IsLoopback(options.Address))
        {
            app.UseLoopbackHosts();
        }
        app.UseRouting();
        app.MapAssets();
        app.MapModels(models);
        app.MapLook(models);
        app.MapSamples(models, new SampleDigits(options.DataFolder));
        app.MapRuns(runs);
        return app;
    }

    private static async Task Listen(WebApplication app, LivePageOptions options, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            if (e is not (IOException or SocketException))
            {
                throw;
            }
            SocketError error = (e.GetBaseException() as SocketException)?.SocketErrorCode ?? SocketError.SocketError;
            ErrorData port = new(ErrorKind.Unavailable) { Key = "--port", Value = options.Port };
            throw new SaccadeException(error switch
            {
                SocketError.AddressAlreadyInUse => port with
                {
                    Kind = ErrorKind.InUse,
                    Detail = "another program uses it",
                    Remedy = "give another with --port, or --port 0 for any that is free",
                },
                SocketError.AccessDenied => port with { Detail = "it needs special rights", Remedy = "give one above 1023 with --port" },
                SocketError.AddressNotAvailable => port with
                {
                    Key = "--host",
                    Value = options.Address,
                    Detail = "this machine has no such address",
                    Remedy = "give one of its addresses with --host, or 127.0.0.1",
                },
                _ => port with { Detail = $"listening on {options.Address} failed with the socket error {error}" },
            }, e);
        }
    }
}
