using System.Net;
using Saccade.Web.Api;

namespace Saccade.Web.Http;

/// <summary>
/// A server on loopback answers only to loopback's names: otherwise a foreign page could have its own name point here and
/// so read the answers (DNS rebinding).
/// </summary>
internal static class LoopbackHosts
{
    public static void UseLoopbackHosts(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        string host = context.Request.Host.Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address))
            ? next(context)
            : throw new RefusedException(421, "The request is for another host",
                $"The host was '{host}'; this server answers to localhost and its loopback addresses.");
    });
}
