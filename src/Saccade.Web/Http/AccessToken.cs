using System.Security.Cryptography;
using System.Text;
using Saccade.Web.Api;

namespace Saccade.Web.Http;

/// <summary>
/// The secret of a server that other machines can reach. Every request must have it: in its address, as the one that is
/// printed has, or in the cookie that the answer to such a request sets.
/// </summary>
internal sealed class AccessToken
{
    public const string Parameter = "token";

    private readonly string _text = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public void Require(IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Cookies are shared by all ports of a host.
        string cookie = string.Create(CultureInfo.InvariantCulture, $"saccade-{context.Connection.LocalPort}");
        if (IsSame(context.Request.Query[Parameter].FirstOrDefault()))
        {
            context.Response.Cookies.Append(cookie, _text, new() { HttpOnly = true, SameSite = SameSiteMode.Strict });
            return next(context);
        }
        return IsSame(context.Request.Cookies[cookie]) ? next(context) : throw new RefusedException(
            401, "The token is missing", "Open the address that 'saccade serve' printed, which ends with its token.");
    });

    /// <summary>An address with the token.</summary>
    public Uri AddTo(Uri address) => new UriBuilder(address) { Query = $"{Parameter}={_text}" }.Uri;

    private bool IsSame(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(_text));
}
