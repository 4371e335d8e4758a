namespace Saccade.Web.Api;

/// <summary>A request that cannot be answered as it is; becomes problem details (RFC 9457).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">What kind of problem it is, the same for all of the kind.</param>
/// <param name="detail">What it was, what it may be.</param>
internal sealed class RefusedException(int status, string title, string detail) : Exception(detail)
{
    private const int MostOfName = 100;

    public int Status => status;

    public string Title => title;

    /// <summary>400: something in the request is not what it may be.</summary>
    public static RefusedException Bad(string detail) => new(400, "The request is malformed", detail);

    /// <summary>A name out of a request, which may be as long as that, for a message.</summary>
    public static string Cut(string text) => TerminalText.OneLine(text, MostOfName);

    /// <summary>404: there is no such thing.</summary>
    public static RefusedException Unknown(string what, string id, IEnumerable<string> known) =>
        new(404, $"There is no such {what}", $"There is no {what} '{Cut(id)}'; there are {string.Join(", ", known)}.");
}
