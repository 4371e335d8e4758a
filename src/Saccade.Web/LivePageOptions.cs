using System.Net;
using Saccade.Imaging.Caching;

namespace Saccade.Web;

/// <summary>What the live page shows, and where.</summary>
public sealed record LivePageOptions
{
    /// <summary>Run folders and model files, the one shown first at the beginning; at least one.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Runs in their first epoch, whose models join the others when that epoch is done.</summary>
    public IReadOnlyList<string> AwaitedModels { get; init; } = [];

    /// <summary>Receives a line when an awaited model joins, or cannot be shown.</summary>
    public Action<string>? Report { get; init; }

    /// <summary>Run folders whose training the page follows, beside those of the models.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>The address to listen on. Only this machine can reach a loopback address; with another, requests need a token.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on, 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Threads to compute with; a single image is looked at fastest with one.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether to show model files whose content was changed after it was written.</summary>
    public bool AcceptChangedModels { get; init; }

    /// <summary>Folder of the MNIST files; null to look for them. They are never downloaded: drawn digits stand in.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Where the decoded test pictures of models of pictures are kept; null for the user's cache folder.</summary>
    public PictureCache? Cache { get; init; }
}
