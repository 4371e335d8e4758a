namespace Saccade.Web.Rollouts;

/// <summary>The most that one look may ask for, so that a request costs a bounded time and memory.</summary>
internal static class RequestLimits
{
    /// <summary>Pixels of an image's width and height.</summary>
    public const int MostSide = 512;

    /// <summary>Glimpses.</summary>
    public const int MostGlimpses = 64;

    /// <summary>Bodies of requests that are read at once.</summary>
    public const int MostReading = 8;

    /// <summary>How long a body may take to arrive.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks that wait for one model.</summary>
    public const int MostWaiting = 512;
}
