using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
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

    private LivePage(WebApplication app, LiveModels models, Uri address) => (_app, _models, Address) = (app, models, address);

    /// <summary>Where the page is; with a token, which every request must have, where other machines can reach it.</summary>
    public Uri Address { get; }

    /// <summary>What is shown, one line a model: its name and what it looks at.</summary>
    public IReadOnlyList<string> Descriptions => [.. _models.All.Select(model => model.Description)];

    /// <summary>Whether the model that the page opens on looks at pictures, not at digits.</summary>
    public bool ShowsPictures => _models.All is [{ ShowsPictures: true }, ..];

    /// <summary>Loads the models, runs each once to warm it up, and begins to listen.</summary>
    /// <exception cref="SaccadeException">A model or run cannot be read or shown, or the address cannot be listened on.</exception>
    public static async Task<LivePage> Start(LivePageOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        LiveModels models = LiveModels.Open(
            options.Models, options.AwaitedModels, options.Threads, options.AcceptChangedModels, options.Report);
        try
        {
            LiveRuns runs = LiveRuns.Open([.. options.Runs, .. models.RunFolders]);
            AccessToken? token = IPAddress.IsLoopback(options.Address) ? null : new();
            WebApplication app = Build(options, models, runs, token);
            await Listen(app, options, cancellation);
            return new(app, models, AddressOf(app, options.Address, token));
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <summary>Stops listening, lets requests in flight end within a few seconds, and frees the models.</summary>
    public async ValueTask DisposeAsync()
    {
        using (CancellationTokenSource timeout = new(RequestLimits.ShutdownTimeout))
        {
            await _app.StopAsync(timeout.Token);
        }
        await _app.DisposeAsync();
        _models.Dispose();
    }

    private static WebApplication Build(LivePageOptions options, LiveModels models, LiveRuns runs, AccessToken? token)
    {
        // The empty builder: no settings from files or the environment, nothing served from the current folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            SetLimits(kestrel.Limits);
            kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = Bind);
        builder.Services.AddRoutingCore();
        WebApplication app = builder.Build();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseHostCheck(options.Address);
        token?.Require(app);
        app.UseRouting();
        app.MapAssets();
        app.MapModels(models);
        app.MapLook(models);
        app.MapSamples(models, new SampleDigits(options.DataFolder), new SamplePictures(options.Cache));
        app.MapRuns(runs);
        return app;
    }

    /// <summary>Bounds the memory that connections hold, whatever is sent and however slowly.</summary>
    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = RequestLimits.MostConnections;
        limits.MaxRequestBodySize = RolloutRequest.MostBytes;
        // What a connection may send before anybody reads it.
        limits.MaxRequestBufferSize = RequestLimits.SmallBodyBytes;
        limits.RequestHeadersTimeout = RequestLimits.IdleTimeout;
        limits.KeepAliveTimeout = RequestLimits.IdleTimeout;
        // A client that does not read the answer is dropped.
        limits.MinResponseDataRate = new(RequestLimits.LeastReadRate, TimeSpan.FromSeconds(5));
    }

    /// <summary>Binds a socket whose connections have small buffers: the system would let each grow to megabytes.</summary>
    private static Socket Bind(EndPoint endPoint)
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SendBufferSize = socket.ReceiveBufferSize = RequestLimits.SocketBytes;
        return socket;
    }

    private static Uri AddressOf(WebApplication app, IPAddress listening, AccessToken? token)
    {
        IFeatureCollection features = app.Services.GetRequiredService<IServer>().Features;
        UriBuilder address = new(features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        if (listening.Equals(IPAddress.Any) || listening.Equals(IPAddress.IPv6Any))
        {
            address.Host = Environment.MachineName;
        }
        return token is null ? address.Uri : token.AddTo(address.Uri);
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
