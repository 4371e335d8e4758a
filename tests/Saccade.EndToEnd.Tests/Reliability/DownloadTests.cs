using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>Processes that download the same file into one cache, from a mirror that makes them wait for each other.</summary>
public sealed class DownloadTests : IDisposable
{
    private const string Name = "labels";
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _mirror = new(IPAddress.Loopback, 0);
    private readonly byte[] _content = [0, 0, 8, 1, 0, 1, 0, 0, .. Enumerable.Range(0, 1 << 16).Select(i => (byte)(i * i >> 5))];
    private readonly byte[] _packed;

    public DownloadTests()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(_content);
        }
        _packed = packed.ToArray();
        _mirror.Start();
    }

    public void Dispose()
    {
        _mirror.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Two_processes_leave_one_whole_file()
    {
        using SaccadeProcess one = Fetch();
        using SaccadeProcess other = Fetch();
        using TcpClient first = await Asked(one, other);
        using TcpClient second = await Asked(one, other);
        // Both have their half before either gets the rest.
        await Send(first, _packed[..(_packed.Length / 2)]);
        await Send(second, _packed[..(_packed.Length / 2)]);
        await Send(second, _packed[(_packed.Length / 2)..]);
        await Send(first, _packed[(_packed.Length / 2)..]);
        Assert.Equal(0, (await one.Finish()).ExitCode);
        Assert.Equal(0, (await other.Finish()).ExitCode);
        AssertWhole();
    }

    [Fact]
    public async Task What_a_killed_one_left_the_next_removes()
    {
        using (SaccadeProcess killed = Fetch())
        {
            using TcpClient half = await Asked(killed);
            await Send(half, _packed[..(_packed.Length / 2)]);
            await killed.Kill();
        }
        Assert.Matches(@"/\.labels\.gz\..*\.tmp$", Assert.Single(Directory.GetFiles(_folder["cache"])));
        using SaccadeProcess next = Fetch();
        using TcpClient whole = await Asked(next);
        await Send(whole, _packed);
        Assert.Equal(0, (await next.Finish()).ExitCode);
        AssertWhole();
    }

    private SaccadeProcess Fetch()
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(_content));
        return SaccadeProcess.Start(SaccadeProcess.StartInfo(
            _folder.Path, ["fetch", $"http://{_mirror.LocalEndpoint}/", "cache", Name, $"{_content.Length}", hash],
                assembly: "Saccade.Reliability.dll"));
    }

    /// <summary>Waits for one of the processes to ask, and answers with the head: the file is in the making then.</summary>
    private async Task<TcpClient> Asked(params SaccadeProcess[] processes)
    {
        Task<TcpClient> asked = _mirror.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask();
        Task<Finished>[] ended = [.. processes.Select(process => process.Finish())];
        if (await Task.WhenAny([asked, .. ended]) != asked)
        {
            Assert.Fail($"It ended and asked for nothing: {(await await Task.WhenAny(ended)).Errors}");
        }
        TcpClient client = await asked;
        byte[] request = new byte[4096];
        int read = 0;
        while (!request.AsSpan(0, read).EndsWith("\r\n\r\n"u8))
        {
            read += await client.GetStream().ReadAsync(request.AsMemory(read), TestContext.Current.CancellationToken);
        }
        await Send(client, Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {_packed.Length}\r\nConnection: close\r\n\r\n"));
        return client;
    }

    private static async Task Send(TcpClient client, byte[] bytes) => await client.GetStream()
        .WriteAsync(bytes, TestContext.Current.CancellationToken);

    private void AssertWhole()
    {
        string file = Assert.Single(Directory.GetFiles(_folder["cache"]));
        Assert.Equal(Name + ".gz", Path.GetFileName(file));
        Assert.Equal(_packed, File.ReadAllBytes(file));
    }
}
