using System.Net;
using Saccade.Web.Api;

namespace Saccade.Web.Http;

/// <summary>
/// The server answers only to its own names: otherwise a foreign page could let its name point here and so read the
/// answers (DNS rebinding). On loopback these are loopback's names, else any IP address and the name of this machine.
/// </summary>
internal static class HostCheck
{
    public static void UseHostCheck(this IApplicationBuilder app, IPAddress listening)
    {
        bool loopback = IPAddress.IsLoopback(listening);
        string own = loopback ? "localhost and its loopback addresses" : $"localhost, {Environment.MachineName} and its IP addresses";
        app.Use((context, next) =>
        {
            string host = context.Request.Host.Host.Trim('[', ']');
            bool known = IPAddress.TryParse(host, out IPAddress? address) ? !loopback || IPAddress.IsLoopback(address)
                : Same(host, "localhost") || (!loopback && Same(host, Environment.MachineName));
            return known ? next(context) : throw new RefusedException(
                421, "The request is for another host", $"The host was '{RefusedException.Cut(host)}'; this server answers to {own}.");
        });
    }

    private static bool Same(string host, string name) => host.Equals(name, StringComparison.OrdinalIgnoreCase);
}
