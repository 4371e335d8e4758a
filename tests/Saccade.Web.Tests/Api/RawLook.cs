using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Saccade.Web.Tests.Api;

/// <summary>A look over its own connection, head and body by hand. The server asks for the body when it begins to receive it.</summary>
internal sealed class RawLook : IDisposable
{
    public const string GoOn = "HTTP/1.1 100 Continue";

    private readonly TcpClient _client;
    private readonly StreamReader _answer;

    private RawLook(TcpClient client) => (_client, _answer) = (client, new(client.GetStream(), Encoding.UTF8));

    /// <summary>Sends the head, and gives the first line of the answer.</summary>
    public static async Task<(RawLook Look, string Answer)> Begin(Uri address, int length)
    {
        TcpClient client = new();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /api/look HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n")));
        RawLook look = new(client);
        return (look, await look._answer.ReadLineAsync() ?? "");
    }

    /// <summary>Sends the body, and gives all that comes then, to the end of the connection.</summary>
    public async Task<string> End(string body)
    {
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(body));
        return await _answer.ReadToEndAsync();
    }

    public void Dispose() => _client.Dispose();
}
