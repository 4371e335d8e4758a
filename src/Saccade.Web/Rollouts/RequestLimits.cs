namespace Saccade.Web.Rollouts;

/// <summary>The most that one look may ask for, so that a request costs a bounded time and memory.</summary>
internal static class RequestLimits
{
    /// <summary>Pixels of an image's width and height.</summary>
    public const int MostSide = 512;

    /// <summary>Glimpses.</summary>
    public const int MostGlimpses = 64;

    /// <summary>Open connections: bounded, since each may hold a small body and a half-read answer.</summary>
    public const int MostConnections = 256;

    /// <summary>What the system buffers of a connection, each way.</summary>
    public const int SocketBytes = 64 << 10;

    /// <summary>A body of up to this many bytes is received at once; larger ones share <see cref="LargeBodyBytes"/>.</summary>
    public const int SmallBodyBytes = 64 << 10;

    /// <summary>Memory for all large bodies together.</summary>
    public const int LargeBodyBytes = 32 << 20;

    /// <summary>Memory for all answers together.</summary>
    public const int AnswerBytes = 64 << 20;

    /// <summary>Bodies of requests that are read at once.</summary>
    public const int MostReading = 8;

    /// <summary>How long a body may take to arrive.</summary>
    public static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle, and how long the headers of a request may take.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long requests in flight may take when the server stops.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Bytes a second that a client must read of an answer, after a few seconds of grace.</summary>
    public const int LeastReadRate = 64 << 10;

    /// <summary>Looks that wait for one model.</summary>
    public const int MostWaiting = 512;
}
