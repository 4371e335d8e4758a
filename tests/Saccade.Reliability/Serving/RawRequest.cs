using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Saccade.Reliability.Serving;

/// <summary>A look that is sent by hand over one connection, as slowly as its sender likes.</summary>
internal sealed class RawRequest : IDisposable
{
    private const int SocketBytes = 64 << 10;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        SendBufferSize = SocketBytes,
        ReceiveBufferSize = SocketBytes,
    };

    /// <summary>Connects; whether the server took the connection shows when it is used.</summary>
    public static async Task<RawRequest> Connect(int port, CancellationToken cancellation)
    {
        RawRequest request = new();
        await request._socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return request;
    }

    /// <summary>Sends the head of a look. A server that is asked to (<c>Expect</c>) says when it begins to handle it.</summary>
    public Task SendHead(long length, bool asks, CancellationToken cancellation) => Send(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST /api/look HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
            + $"{(asks ? "Expect: 100-continue\r\n" : "")}\r\n")), cancellation);

    public async Task Send(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellation)..];
        }
    }

    /// <summary>Reads until what has come ends so, or the server ends the connection.</summary>
    public async Task<string> ReadTo(Func<string, bool> complete, CancellationToken cancellation)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[SocketBytes];
        while (!complete(text.ToString()) && await _socket.ReceiveAsync(buffer, cancellation) is > 0 and int count)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        return text.ToString();
    }

    public void Dispose() => _socket.Dispose();
}
